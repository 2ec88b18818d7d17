import ShinsoTensor

/// Continues a text token by token, without end. The prompt is read once; each token costs one step
/// of the network.
///
/// ```swift
/// model.mode = .evaluation
/// var generator = TokenGenerator(model, prompt: ids, sampler: TokenSampler(seed: 1))
/// for _ in 0..<200 { print(vocabulary[try generator.next()], terminator: "") }
/// ```
public struct TokenGenerator {
  private let model: RecurrentLanguageModel
  private var sampler: TokenSampler
  /// After all tokens but the last.
  private var state: RecurrentState
  private var last: Int

  /// - Parameters:
  ///   - model: in evaluation mode, or dropout disturbs it.
  ///   - prompt: the tokens to continue, at least one.
  public init(_ model: RecurrentLanguageModel, prompt: [Int], sampler: TokenSampler) {
    guard let last = prompt.last else { stop("TokenGenerator: the prompt is empty") }
    self.model = model
    self.sampler = sampler
    self.last = last
    state = model.initialState(batchSize: 1)
    for token in prompt.dropLast() { _ = read(token) }
  }

  /// The next token.
  ///
  /// - Throws: `InputError`, as ``TokenSampler/next(_:)``.
  public mutating func next() throws(InputError) -> Int {
    last = try sampler.next(read(last).scalars())
    return last
  }

  /// Moves the state on by one token; the logits `[1, vocabulary]` for the one after it.
  private mutating func read(_ token: Int) -> Tensor {
    let (logits, after) = withoutGradients {
      model(Tensor([Int64(token)], shape: [1, 1]), state)
    }
    state = after
    return logits
  }
}
