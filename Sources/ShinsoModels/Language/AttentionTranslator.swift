import ShinsoNN
import ShinsoTensor

/// Translation with attention: Bahdanau, Cho & Bengio, "Neural machine translation by jointly
/// learning to align and translate", ICLR 2015 (RNNsearch).
///
/// A gated recurrent unit reads the source in each direction; at every place the two states together
/// are its annotation. The decoder, such a unit too, looks at a mean of the annotations before each
/// word, weighted by how well they fit its state; a maxout layer and a softmax say the word. The unit
/// is the paper's, whose reset gate acts before the product. v_a is 0 at first, so that all places
/// weigh the same.
///
/// Departures: the readout sees the state after the step (equation 4) where appendix A.2.2 has the
/// one before; first weights are uniform within ±1/√inputs, not N(0, 0.01²) and orthogonal; dropout
/// acts on the embeddings and before the softmax.
public final class AttentionTranslator: Module, Translator {
  public let vocabularies: (source: Int, target: Int)
  private let hidden: Int
  private let sourceEmbedding: Embedding
  private let targetEmbedding: Embedding
  private let forwardReader: ResetFirstReader
  private let backwardReader: ResetFirstReader
  /// From the backward reader's state at the first word to the decoder's first state.
  private let initial: Linear
  /// U_a.
  private let keys: Linear
  /// v_a.
  private let v: Parameter
  private let fromTarget: Linear
  /// U of the reset and update gates, then W_a: `[2H + A, H]`.
  private let weightState: Parameter
  /// C of the three gates: `[3H, 2H]`.
  private let weightContext: Parameter
  /// U of the new values: `[H, H]`.
  private let weightNew: Parameter
  /// Two values for each unit of the maxout layer: the first halves of their pairs, then the second.
  private let readout: Linear
  private let output: Linear
  private let dropout: Dropout

  /// - Parameters:
  ///   - embedding: the size of a word's vector.
  ///   - hidden: units of each reader, of the decoder, of the alignment and of the maxout layer.
  public init(
    vocabularies: (source: Int, target: Int), embedding: Int = 256, hidden: Int = 256,
    dropout: Double = 0
  ) {
    self.vocabularies = vocabularies
    self.hidden = hidden
    let vectors = Initializer.normal(standardDeviation: 0.1)
    sourceEmbedding = Embedding(vocabularies.source, size: embedding, initializer: vectors)
    targetEmbedding = Embedding(vocabularies.target, size: embedding, initializer: vectors)
    forwardReader = ResetFirstReader(embedding, hidden: hidden, isReversed: false)
    backwardReader = ResetFirstReader(embedding, hidden: hidden, isReversed: true)
    initial = Linear(hidden, hidden, activation: .tanh)
    keys = Linear(2 * hidden, hidden, bias: false)
    v = Parameter(.zeros([hidden]))
    fromTarget = Linear(embedding, 3 * hidden)
    weightState = .uniform([3 * hidden, hidden])
    weightContext = .uniform([3 * hidden, 2 * hidden])
    weightNew = .uniform([hidden, hidden])
    readout = Linear(3 * hidden + embedding, 2 * hidden)
    output = Linear(hidden, vocabularies.target)
    self.dropout = Dropout(dropout)
    super.init()
  }

  public func logits(_ sources: Tensor, lengths: Tensor, targets: Tensor) -> Tensor {
    call {
      let (source, s0) = read(sources, lengths)
      let y = dropout(targetEmbedding(targets))  // [T, N, E]
      let (states, contexts, _) = decode(y, s0: s0, source)  // [T, N, H], [T, N, 2H]
      return say(states, y, contexts)  // [T·N, V]
    }
  }

  public func start(_ sources: Tensor, lengths: Tensor) -> AttentionState {
    call {
      let (source, s0) = read(sources, lengths)
      return AttentionState(source: source, s: s0, owners: Array(0..<sources.shape[1]))
    }
  }

  public func next(
    _ tokens: Tensor, _ state: AttentionState
  ) -> (logits: Tensor, state: AttentionState, weights: Tensor?) {
    call {
      let y = targetEmbedding(tokens).unsqueezed(0)  // [1, R, E]
      let source = state.source
      let (s, context, weights) = decode(
        y, s0: state.s,
        AttentionSource(
          keys: source.keys, values: source.values, v: source.v, lengths: source.lengths,
          owners: Tensor(state.owners.map(Int64.init), on: tokens.device)))
      let after = AttentionState(source: source, s: s.squeezed(0), owners: state.owners)
      return (say(s, y, context), after, weights.squeezed(0))
    }
  }

  /// The annotations, and the decoder's first state `[N, H]`.
  private func read(_ sources: Tensor, _ lengths: Tensor) -> (AttentionSource, s0: Tensor) {
    let x = dropout(sourceEmbedding(sources))  // [S, N, E]
    let there = forwardReader(x, lengths: lengths)  // [S, N, H]
    let back = backwardReader(x, lengths: lengths)  // [S, N, H]
    let annotations = concatenate([there, back], axis: 2)  // [S, N, 2H]
    let source = AttentionSource(
      keys: keys(annotations), values: annotations, v: v.tensor, lengths: lengths)
    return (source, initial(back.sliced(axis: 0, to: 1).squeezed(0)))
  }

  private func decode(
    _ y: Tensor, s0: Tensor, _ source: AttentionSource
  ) -> (states: Tensor, contexts: Tensor, weights: Tensor) {
    attentionDecoder(
      fromTarget(y), s0: s0, source, weightState: weightState.tensor,
      weightContext: weightContext.tensor, weightNew: weightNew.tensor)
  }

  private func say(_ states: Tensor, _ y: Tensor, _ contexts: Tensor) -> Tensor {
    let pairs = readout(concatenate([states, y, contexts], axis: 2).flattened(to: 1))
    let halves = pairs.split(axis: 1, sizes: [hidden, hidden])  // [T·R, H] each
    return output(dropout(maximum(halves[0], halves[1])))
  }
}

/// A unit that reads a batch of sequences `[S, N, inputs]` in one direction.
private final class ResetFirstReader: Module {
  let input: Linear
  /// `[2 hidden, hidden]`, reset and update.
  let weightGates: Parameter
  /// `[hidden, hidden]`
  let weightNew: Parameter
  private let isReversed: Bool

  init(_ inputs: Int, hidden: Int, isReversed: Bool) {
    input = Linear(inputs, 3 * hidden)
    weightGates = .uniform([2 * hidden, hidden])
    weightNew = .uniform([hidden, hidden])
    self.isReversed = isReversed
    super.init()
  }

  func callAsFunction(_ x: Tensor, lengths: Tensor) -> Tensor {
    call {
      resetFirstGRU(
        input(x), h0: .zeros([x.shape[1], weightNew.shape[0]], dtype: x.dtype, on: x.device),
        weightGates: weightGates.tensor, weightNew: weightNew.tensor, lengths: lengths,
        isReversed: isReversed)
    }
  }
}

extension Parameter {
  /// Uniform within ±1/√inputs.
  fileprivate static func uniform(_ shape: Shape) -> Parameter {
    Parameter(.fanIn, shape, fanIn: shape[1], fanOut: shape[0])
  }
}
