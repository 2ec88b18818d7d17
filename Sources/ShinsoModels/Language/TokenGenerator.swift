import ShinsoTensor

/// Continues a text token by token, without end. What was read is kept as the network's state, so
/// each token costs one step, and a text can go on for as long as one likes.
///
/// ```swift
/// model.mode = .evaluation
/// var generator = TokenGenerator(model)
/// generator.read(ids)
/// for _ in 0..<200 { print(vocabulary[try generator.next(&sampler)], terminator: "") }
/// ```
public struct TokenGenerator {
  private let model: RecurrentLanguageModel
  private let start: Int?
  /// After all tokens but the last.
  private var state: RecurrentState
  /// What was read or chosen last.
  public private(set) var last: Int?

  /// - Parameters:
  ///   - model: in evaluation mode, or dropout disturbs it.
  ///   - start: the token that every sentence begins with, of a model that knows single sentences:
  ///     there it forgets what was before. nil for a model of running text.
  public init(_ model: RecurrentLanguageModel, start: Int? = nil) {
    self.model = model
    self.start = start
    state = model.initialState(batchSize: 1)
    last = start
  }

  /// Reads a prompt, or more of the text.
  public mutating func read(_ tokens: [Int]) {
    for token in tokens {
      _ = logits()
      last = token
    }
  }

  /// The next token, which counts as read.
  ///
  /// - Throws: `InputError`, as ``TokenSampler/next(_:)``.
  public mutating func next(_ sampler: inout TokenSampler) throws(InputError) -> Int {
    guard let logits = logits() else { stop("TokenGenerator: nothing was read") }
    let token = try sampler.next(logits.scalars())
    last = token
    return token
  }

  /// The likeliest continuation of a length, as far as a beam search finds it.
  ///
  /// - Parameters:
  ///   - width: how many beginnings are kept.
  ///   - excluded: tokens that are never chosen.
  /// - Throws: `InputError` if the model gives predictions that are not finite numbers, or if no
  ///   token is left.
  public mutating func likeliest(
    _ length: Int, width: Int, excluding excluded: Set<Int> = []
  ) throws(InputError) -> [Int] {
    var scout = self
    guard var logits = scout.logits() else { stop("TokenGenerator: nothing was read") }
    var states = scout.state
    var beam = TokenBeam(width: width, excluding: excluded)
    for step in 0..<length {
      let rows = try beam.advance(logits)
      if step == length - 1 { break }
      (logits, states) = withoutGradients {
        let before = states.selecting(rows).kept(where: beam.last.map { $0 != start })
        return model(Tensor(beam.last.map(Int64.init), shape: [1, rows.count]), before)
      }
    }
    let tokens = beam.best
    read(tokens)
    return tokens
  }

  /// Moves the state on by the last token; the logits `[1, vocabulary]` for the one after it, or nil
  /// if there was none.
  private mutating func logits() -> Tensor? {
    guard let last else { return nil }
    if last == start { state = model.initialState(batchSize: 1) }
    let (logits, after) = withoutGradients {
      model(Tensor([Int64(last)], shape: [1, 1]), state)
    }
    state = after
    return logits
  }
}
