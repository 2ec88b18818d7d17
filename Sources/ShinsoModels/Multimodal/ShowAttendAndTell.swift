import ShinsoNN
import ShinsoTensor

/// Captions with soft attention: Xu et al., "Show, attend and tell: neural image caption generation
/// with visual attention", ICML 2015. Before each word, the decoder looks at a mean of the places
/// of a feature map, weighted by how well they fit its state; state, mean and last word say the
/// next one (equation 7).
///
/// Departures: the unit is Cho's gated one, as in ``AttentionTranslator``, where the paper has an
/// LSTM; each place has a learned vector besides its features, because a map says what is somewhere
/// but not where; there are no gate β and no doubly stochastic term.
public final class ShowAttendAndTell: Module, CaptionDecoder {
  private let channels: Int
  private let places: Int
  private let hidden: Int
  /// What is added to the features of each place, `[L, 1, C]`.
  private let position: Parameter
  private let words: Embedding
  /// From the mean of the places to the decoder's first state.
  private let initial: Linear
  private let keys: Linear
  private let v: Parameter
  private let fromWord: Linear
  /// The reset and update gates, then the query: `[3H, H]`.
  private let weightState: Parameter
  /// `[3H, C]`
  private let weightContext: Parameter
  /// `[H, H]`
  private let weightNew: Parameter
  private let readout: Linear
  private let output: Linear
  private let dropout: Dropout

  /// - Parameters:
  ///   - channels: C of the map.
  ///   - places: its height times its width.
  ///   - hidden: units of the decoder and of the alignment.
  public init(
    channels: Int, places: Int, vocabulary: Int, embedding: Int = 512, hidden: Int = 512,
    dropout: Double = 0
  ) {
    self.channels = channels
    self.places = places
    self.hidden = hidden
    position = Parameter(
      .normal(standardDeviation: 0.1), [places, 1, channels], fanIn: channels, fanOut: channels)
    words = Embedding(vocabulary, size: embedding, initializer: .uniform(0.1))
    initial = Linear(channels, hidden, activation: .tanh)
    keys = Linear(channels, hidden, bias: false)
    v = Parameter(.zeros([hidden]))
    fromWord = Linear(embedding, 3 * hidden)
    weightState = Parameter(.fanIn, [3 * hidden, hidden], fanIn: hidden, fanOut: 3 * hidden)
    weightContext = Parameter(.fanIn, [3 * hidden, channels], fanIn: channels, fanOut: 3 * hidden)
    weightNew = Parameter(.fanIn, [hidden, hidden], fanIn: hidden, fanOut: hidden)
    readout = Linear(hidden + channels + embedding, embedding, activation: .tanh)
    output = Linear(embedding, vocabulary)
    self.dropout = Dropout(dropout)
    super.init()
  }

  public func logits(_ features: Tensor, owners: Tensor, targets: Tensor) -> Tensor {
    call {
      let (seen, s0) = look(features)
      let source = AttentionSource(
        keys: seen.keys.indexSelected(owners, axis: 1),
        values: seen.values.indexSelected(owners, axis: 1), v: seen.v,
        lengths: lengths(targets.shape[1], on: targets.device))
      let y = dropout(words(targets))  // [T, R, E]
      let (states, contexts, _) = decode(y, s0: s0.indexSelected(owners, axis: 0), source)
      return say(states, contexts, y)  // [T·R, V]
    }
  }

  public func start(_ features: Tensor) -> AttentionState {
    call {
      let (source, s0) = look(features)
      return AttentionState(source: source, s: s0, owners: Array(0..<features.shape[0]))
    }
  }

  public func next(
    _ tokens: Tensor, _ state: AttentionState
  ) -> (logits: Tensor, state: AttentionState, weights: Tensor?) {
    call {
      let y = words(tokens).unsqueezed(0)  // [1, R, E]
      let source = state.source
      let (s, context, weights) = decode(
        y, s0: state.s,
        AttentionSource(
          keys: source.keys, values: source.values, v: source.v, lengths: source.lengths,
          owners: Tensor(state.owners.map(Int64.init), on: tokens.device)))
      let after = AttentionState(source: source, s: s.squeezed(0), owners: state.owners)
      return (say(s, context, y), after, weights.squeezed(0))
    }
  }

  /// The places of pictures, `[L, N, …]`, and the decoder's first state `[N, H]`.
  private func look(_ features: Tensor) -> (source: AttentionSource, s0: Tensor) {
    let count = features.shape[0]
    let map = features.reshaped([count, channels, places])
    let values = map.permuted(2, 0, 1) + position.tensor  // [L, N, C]
    let source = AttentionSource(
      keys: keys(values), values: values, v: v.tensor,
      lengths: lengths(count, on: features.device))
    return (source, initial(values.mean(axes: 0)))
  }

  private func lengths(_ count: Int, on device: Device) -> Tensor {
    Tensor(Array(repeating: Int64(places), count: count), on: device)
  }

  private func decode(
    _ y: Tensor, s0: Tensor, _ source: AttentionSource
  ) -> (states: Tensor, contexts: Tensor, weights: Tensor) {
    attentionDecoder(
      fromWord(y), s0: s0, source, weightState: weightState.tensor,
      weightContext: weightContext.tensor, weightNew: weightNew.tensor)
  }

  private func say(_ states: Tensor, _ contexts: Tensor, _ y: Tensor) -> Tensor {
    let all = dropout(concatenate([states, contexts, y], axis: 2).flattened(to: 1))
    return output(dropout(readout(all)))
  }
}
