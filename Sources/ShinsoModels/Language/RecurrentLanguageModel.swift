import ShinsoNN
import ShinsoTensor

/// A network that reads a text and predicts each next token: an embedding, layers of recurrent
/// cells, a linear layer. Mikolov et al., "Recurrent neural network based language model",
/// Interspeech 2010; with LSTM cells and dropout, Zaremba et al., "Recurrent neural network
/// regularization", 2014.
///
/// Mikolov's network is `.elman` with one layer. Its hidden units are sigmoids where these are tanh.
/// Dropout follows Zaremba's figure 2: it acts on what goes up (after the embedding, between layers,
/// before the output), never on what goes from step to step. First values are PyTorch's: N(0, 1) for
/// the embedding, uniform within ±1/√hidden for the rest.
///
/// ```swift
/// var state = model.initialState(batchSize: 32)
/// for window in windows {
///   let (logits, next) = model(window.tokens, state)
///   optimizer.update(model, with: softmaxCrossEntropy(logits, window.targets).gradients())
///   state = next.detached
/// }
/// ```
public final class RecurrentLanguageModel: Module, Layer {
  public enum CellKind: String, CaseIterable, Sendable { case elman, lstm, gru }

  /// How many tokens there are: the width of the logits.
  public let vocabulary: Int
  public let cell: CellKind
  /// Units of each recurrent layer.
  public let hidden: Int
  public let layers: Int
  /// Whether the output layer's weight is the embedding's table.
  public let isTied: Bool
  let embedding: Embedding
  let recurrent: RecurrentNetwork
  let dropout: Dropout
  let output: Linear

  /// - Parameters:
  ///   - vocabulary: the number of tokens.
  ///   - embedding: the size of a token's vector.
  ///   - hidden: units in each recurrent layer.
  ///   - dropout: the probability of dropping a value between layers while training.
  ///   - locksDropout: whether one mask serves all steps of a window; see ``Dropout/isLocked``.
  ///   - isTied: whether the output layer's weight is the embedding's table (Press & Wolf, "Using the
  ///     output embedding to improve language models", EACL 2017; Inan et al., ICLR 2017). Needs
  ///     `embedding` equal to `hidden`. The table starts uniform within ±0.1.
  public init(
    vocabulary: Int, embedding: Int = 512, hidden: Int = 512, layers: Int = 2,
    cell: CellKind = .lstm, dropout: Double = 0.5, locksDropout: Bool = false, isTied: Bool = false
  ) {
    stopUnless(
      layers >= 1, in: "RecurrentLanguageModel", "\(layers) layers: there must be at least one")
    self.vocabulary = vocabulary
    self.cell = cell
    (self.hidden, self.layers, self.isTied) = (hidden, layers, isTied)
    stopUnless(
      !isTied || embedding == hidden, in: "RecurrentLanguageModel",
      "tied, the embedding \(embedding) must be as large as the layers, \(hidden)")
    self.embedding = Embedding(
      vocabulary, size: embedding,
      initializer: isTied ? .uniform(0.1) : .normal(standardDeviation: 1))
    recurrent =
      switch cell {
      case .elman:
        ElmanRNN(
          embedding, hidden: hidden, layers: layers, dropout: dropout, locksDropout: locksDropout)
      case .lstm:
        LSTM(
          embedding, hidden: hidden, layers: layers, dropout: dropout, locksDropout: locksDropout)
      case .gru:
        GRU(
          embedding, hidden: hidden, layers: layers, dropout: dropout, locksDropout: locksDropout)
      }
    self.dropout = Dropout(dropout, isLocked: locksDropout)
    output =
      isTied ? Linear(tiedTo: self.embedding.weight) : Linear(hidden, vocabulary)
    super.init()
  }

  /// The vectors of the tokens, `[vocabulary, embedding]`.
  public var vectors: Parameter { embedding.weight }

  /// A state of zeros: the beginning of a text.
  public func initialState(batchSize: Int, on device: Device = .cpu) -> RecurrentState {
    recurrent.initialState(batchSize: batchSize, on: device)
  }

  /// Tokens int64 `[T, B]`, each column the beginning of a text, to logits `[T·B, vocabulary]`.
  public func forward(_ tokens: Tensor) -> Tensor {
    run(tokens, initialState(batchSize: tokens.shape[-1], on: tokens.device)).logits
  }

  /// Reads on from a state: tokens int64 `[T, B]`, each column a text, to logits
  /// `[T·B, vocabulary]`, row `t * B + b` for the token after `tokens[t, b]`, and the state after the
  /// last step. The state is recorded; see ``RecurrentState/detached``.
  public func callAsFunction(
    _ tokens: Tensor, _ state: RecurrentState
  ) -> (logits: Tensor, state: RecurrentState) {
    call { run(tokens, state) }
  }

  private func run(
    _ tokens: Tensor, _ state: RecurrentState
  ) -> (logits: Tensor, state: RecurrentState) {
    stopUnless(
      tokens.rank == 2, in: "RecurrentLanguageModel", "tokens \(tokens.shape): expected [T, B]")
    let x = dropout(embedding(tokens))  // [T, B, embedding]
    let (h, after) = recurrent(x, state)  // [T, B, hidden]
    let logits = output(dropout(h).flattened(to: 1))  // [T·B, vocabulary]
    return (logits, after)
  }
}
