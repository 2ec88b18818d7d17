import Foundation
import ShinsoData
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// Scores a language model on a text: read as one stream from a state of zeros, or sentence by
/// sentence.
struct TextScore {
  private enum Source {
    case running(TokenStream)
    case sentences(SentenceBatches)
  }

  private let source: Source?
  /// Characters for each target: of words more than one.
  private let charactersPerToken: Double
  private let unknownPart: Double
  private let name: String

  /// - Parameters:
  ///   - characterCount: the characters that the tokens stand for.
  ///   - start: the token at the beginning and the end of each sentence, if they are read one by one.
  init(
    _ tokens: TokenIDs, characterCount: Int, unknownID: Int32, start: Int32?, name: String
  ) throws {
    self.name = name
    let isTooShort = start.map { start in tokens.allSatisfy { $0 == start } } ?? (tokens.count < 2)
    if isTooShort {
      source = nil
    } else if let start {
      source = .sentences(
        try SentenceBatches(tokens, end: start, batchSize: 32, name: name))
    } else {
      source = .running(try TokenStream(tokens, streams: 1, steps: 256, name: name))
    }
    charactersPerToken = Double(characterCount) / Double(max(tokens.count, 1))
    unknownPart = Double(tokens.count { $0 == unknownID }) / Double(max(tokens.count, 1))
  }

  var isEmpty: Bool { source == nil }

  /// Tokens that are predicted.
  var count: Int {
    switch source {
    case .running(let stream): stream.targetCount
    case .sentences(let batches): batches.targetCount
    case nil: 0
    }
  }

  /// Perplexity first; bits per character for any tokenizer.
  func scores(
    of model: RecurrentLanguageModel, progress: ProgressReporter? = nil,
    checkForStop: () throws -> Void = {}
  ) throws -> Scores {
    guard let source else { throw InputError(name, "has too few tokens to score") }
    let modes = model.modes
    model.mode = .evaluation
    defer { model.modes = modes }
    var (sum, done) = (0.0, 0)
    func add(_ loss: Double, _ count: Int) throws {
      sum += loss * Double(count)
      done += count
      progress?.update(done)
      try checkForStop()
    }
    switch source {
    case .running(let stream):
      var state = model.initialState(batchSize: 1)
      for index in 0..<stream.windowCount {
        let window = stream.window(index)
        let loss = withoutGradients {
          let (logits, after) = model(window.inputs, state)
          state = after
          return softmaxCrossEntropy(logits, window.targets).item()
        }
        try add(loss, window.targets.elementCount)
      }
    case .sentences(let batches):
      for index in 0..<batches.count {
        let batch = batches.batch(index)
        let loss = withoutGradients {
          softmaxCrossEntropy(model(batch.inputs), batch.targets, ignoredLabel: -1).item()
        }
        try add(loss, batch.targetCount)
      }
    }
    progress?.finish()
    let mean = sum / Double(done)
    guard exp(mean).isFinite else {
      throw InputError(
        name, "the mean loss is \(mean): the training has diverged; try a smaller learning rate")
    }
    var scores = Scores(samples: done, [.perplexity: mean])
    scores.add(.bitsPerCharacter, mean / charactersPerToken, weight: Double(done))
    scores.add(.loss, mean, weight: Double(done))
    scores.add(.unknownTokens, unknownPart, weight: Double(done))
    return scores
  }
}

extension Metric {
  /// The part of a text that is not in the vocabulary.
  fileprivate static let unknownTokens = Metric("unknownTokens", .lower, .percent)
}
