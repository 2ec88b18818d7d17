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
  /// Targets that are unknown tokens.
  private let unknownTargets: Int
  /// Nats for each token that spelling the unknown ones takes.
  private let spelling: Double
  private let rarerCount: Int?
  private let name: String

  /// All Unicode scalars: any of them may occur in a word that is not known.
  private static let scalarCount = 1_112_064.0

  /// Scores the held-out part of a text.
  ///
  /// - Parameters:
  ///   - start: the token at the beginning and the end of each sentence, if they are read one by one.
  ///   - rarerCount: the different tokens that the vocabulary was too small for; nil if nobody knows.
  init(_ text: TokenizedText, start: Int32?, rarerCount: Int?, name: String) throws {
    self.name = name
    self.rarerCount = rarerCount
    let (tokens, unknownID) = (text.heldOut, text.vocabulary.unknownID)
    let isTooShort = start.map { start in tokens.allSatisfy { $0 == start } } ?? (tokens.count < 2)
    if isTooShort {
      source = nil
    } else if let start {
      source = .sentences(
        try SentenceBatches(tokens, end: start, batchSize: 32, name: name))
    } else {
      source = .running(try TokenStream(tokens, streams: 1, steps: 256, name: name))
    }
    let (count, unknown) = (Double(max(tokens.count, 1)), tokens.count { $0 == unknownID })
    charactersPerToken = Double(text.heldOutCharacterCount) / count
    unknownPart = Double(unknown) / count
    // The first token of running text is not a target.
    unknownTargets = unknown - (start == nil && tokens.first == unknownID ? 1 : 0)
    spelling = Double(text.heldOutUnknownLength) * log(Self.scalarCount) / count
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

  /// Perplexity first, for which all unknown tokens are one. Bits per character can be compared for
  /// any tokenizer: each unknown token costs its spelling as well. The perplexity of all words takes
  /// an unknown one for one of the rarer words of the training text, all of them equally likely.
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
    scores.add(
      .bitsPerCharacter, (mean + spelling) / charactersPerToken, weight: Double(done))
    if let rarerCount, rarerCount > 0, unknownTargets > 0 {
      let charge = Double(unknownTargets) / Double(done) * log(Double(rarerCount))
      scores.add(.perplexityOfAllWords, mean + charge, weight: Double(done))
    }
    scores.add(.loss, mean, weight: Double(done))
    scores.add(.unknownTokens, unknownPart, weight: Double(done))
    return scores
  }
}

extension Metric {
  /// The perplexity with each unknown word as one of the rarer ones.
  fileprivate static let perplexityOfAllWords = Metric(
    "perplexityOfAllWords", .lower, .number(digits: 2), reduction: .exponential)
  /// The part of a text that is not in the vocabulary.
  fileprivate static let unknownTokens = Metric("unknownTokens", .lower, .percent)
}
