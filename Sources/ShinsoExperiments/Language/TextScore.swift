import ShinsoData
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// Scores a language model on a text, read as one stream from a state of zeros.
struct TextScore {
  private let stream: TokenStream?
  /// Characters for each target: of words more than one.
  private let charactersPerToken: Double

  /// - Parameter characterCount: the characters that the tokens stand for.
  init(_ tokens: TokenIDs, characterCount: Int, name: String) throws {
    stream = tokens.count < 2 ? nil : try TokenStream(tokens, streams: 1, steps: 256, name: name)
    charactersPerToken = Double(characterCount) / Double(max(tokens.count, 1))
  }

  var isEmpty: Bool { stream == nil }

  /// Tokens that are predicted.
  var count: Int { stream?.targetCount ?? 0 }

  /// Perplexity first; bits per character for any unit.
  func scores(
    of model: RecurrentLanguageModel, progress: ProgressReporter? = nil,
    checkForStop: () throws -> Void = {}
  ) throws -> Scores {
    guard let stream else { throw InputError("text", "has fewer than two tokens to score") }
    let modes = model.modes
    model.mode = .evaluation
    defer { model.modes = modes }
    var state = model.initialState(batchSize: 1)
    var (sum, done) = (0.0, 0)
    for index in 0..<stream.windowCount {
      try checkForStop()
      let window = stream.window(index)
      let loss = withoutGradients {
        let (logits, after) = model(window.inputs, state)
        state = after
        return softmaxCrossEntropy(logits, window.targets).item()
      }
      sum += loss * Double(window.targets.elementCount)
      done += window.targets.elementCount
      progress?.update(done)
    }
    progress?.finish()
    let mean = sum / Double(done)
    var scores = Scores(samples: done, [.perplexity: mean])
    scores.add(.bitsPerCharacter, mean / charactersPerToken, weight: Double(done))
    scores.add(.loss, mean, weight: Double(done))
    return scores
  }
}
