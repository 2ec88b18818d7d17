import ShinsoNN
import ShinsoTensor

/// Sutskever, Vinyals & Le, "Sequence to sequence learning with neural networks", NIPS 2014: deep
/// LSTMs read the source in reverse order, and their last states are the first ones of as many LSTMs
/// that write the target. The paper has four layers of 1,000 units, vectors of 1,000, first weights
/// uniform within ±0.08 and no dropout; here the first weights have the variance 1/inputs and the
/// vectors the variance 1, as in Chainer (smaller ones learn many times slower by Adam), and dropout
/// acts between the layers (Zaremba et al. 2014).
public final class SequenceToSequence: Module, Translator {
  public let vocabularies: (source: Int, target: Int)
  private let layers: Int
  private let readsInOrder: Bool
  private let sourceEmbedding: Embedding
  private let targetEmbedding: Embedding
  private let encoder: LSTM
  private let decoder: LSTM
  private let output: Linear
  private let dropout: Dropout

  /// - Parameters:
  ///   - hidden: units of each LSTM.
  ///   - readsInOrder: from the source's beginning, as Cho et al. 2014 do and as the network does that
  ///     Bahdanau et al. compare attention with.
  public init(
    vocabularies: (source: Int, target: Int), embedding: Int = 256, hidden: Int = 512,
    layers: Int = 2, dropout: Double = 0, readsInOrder: Bool = false
  ) {
    self.vocabularies = vocabularies
    self.layers = layers
    self.readsInOrder = readsInOrder
    let (vectors, weights) = (Initializer.normal(standardDeviation: 1), Initializer.caffeXavier)
    sourceEmbedding = Embedding(vocabularies.source, size: embedding, initializer: vectors)
    targetEmbedding = Embedding(vocabularies.target, size: embedding, initializer: vectors)
    encoder = LSTM(
      embedding, hidden: hidden, layers: layers, dropout: dropout, initializer: weights)
    decoder = LSTM(
      embedding, hidden: hidden, layers: layers, dropout: dropout, initializer: weights)
    output = Linear(
      hidden, outputs: vocabularies.target, initializer: weights, biasInitializer: .zeros)
    self.dropout = Dropout(dropout)
    super.init()
  }

  public func logits(_ sources: Tensor, lengths: Tensor, targets: Tensor) -> Tensor {
    call {
      let state = read(sources, lengths)
      let (h, _) = decoder(dropout(targetEmbedding(targets)), state)  // [T, N, H]
      return output(dropout(h).flattened(to: 1))  // [T·N, V]
    }
  }

  public func start(_ sources: Tensor, lengths: Tensor) -> RecurrentState {
    call { read(sources, lengths) }
  }

  public func next(
    _ tokens: Tensor, _ state: RecurrentState
  ) -> (logits: Tensor, state: RecurrentState, weights: Tensor?) {
    call {
      let (h, after) = decoder(targetEmbedding(tokens).unsqueezed(0), state)  // [1, R, H]
      return (output(h.squeezed(0)), after, nil)
    }
  }

  private func read(_ sources: Tensor, _ lengths: Tensor) -> RecurrentState {
    let steps = sources.shape[0]
    let ends = lengths.scalars(as: Int64.self).map(Int.init)
    let x = dropout(sourceEmbedding(readsInOrder ? sources : turned(sources, ends)))
    return encoder(
      x, encoder.initialState(for: x), lengths: ends.allSatisfy { $0 == steps } ? nil : ends
    ).state
  }

  /// Each source from its end to its beginning; the padding stays behind.
  private func turned(_ sources: Tensor, _ ends: [Int]) -> Tensor {
    let (steps, batch) = (sources.shape[0], sources.shape[1])
    let tokens = sources.scalars(as: Int64.self)
    let turned = (0..<(steps * batch)).map { place in
      let (step, n) = (place / batch, place % batch)
      return step < ends[n] ? tokens[(ends[n] - 1 - step) * batch + n] : tokens[place]
    }
    return Tensor(turned, shape: sources.shape, on: sources.device)
  }
}

extension RecurrentState: TranslationState {}
