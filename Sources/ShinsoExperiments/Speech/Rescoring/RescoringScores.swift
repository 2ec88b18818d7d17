import ShinsoModels
import ShinsoTraining

/// Word errors before and after the likeliest sequences of words were sorted anew, and those of the best
/// choice among them, which no sorting can beat.
struct RescoringScores {
  static let firstErrorRate = Metric("firstWordErrorRate", .lower, .percent)
  static let oracleErrorRate = Metric("oracleWordErrorRate", .lower, .percent)
  static let ngramPerplexity = Metric("ngramPerplexity", .lower, .number(digits: 1))

  private let first: WordErrors
  private let rescored: WordErrors
  private let oracle: WordErrors
  private let perplexities: (ngram: Double, mixed: Double)
  private let hypotheses: Int

  init(_ models: RescoringModels, on test: [SpeechData.Utterance]) {
    let recognizer = models.recognizer
    let lists = recognizer.recognitions(
      of: test.map(\.frames), count: models.hypotheses, title: "recognizing")
    let truths = test.map(\.words)
    hypotheses = models.hypotheses
    first = recognizer.errors(of: lists.map { $0.first?.words.map(\.word) ?? [] }, truths: truths)
    rescored = recognizer.errors(
      of: lists.map { models.rescorer.best(of: models.rescorer.candidates($0)) }, truths: truths)
    oracle = recognizer.errors(
      of: zip(lists, truths).map { list, truth in
        list.map { $0.words.map(\.word) }.min {
          recognizer.errors(of: [$0], truths: [truth]).errors
            < recognizer.errors(of: [$1], truths: [truth]).errors
        } ?? []
      }, truths: truths)
    perplexities = (
      models.rescorer.ngrams.perplexity(of: truths), models.rescorer.perplexity(of: truths)
    )
  }

  /// What rescoring leaves comes first.
  var scores: Scores {
    let words = Double(rescored.words)
    var scores = Scores(samples: rescored.words)
    scores.add(SpeechScores.errorRate, rescored.rate, weight: words)
    scores.add(Self.firstErrorRate, first.rate, weight: words)
    scores.add(Self.oracleErrorRate, oracle.rate, weight: words)
    if first.errors > 0 {
      scores.add(SpeechScores.relativeChange, rescored.rate / first.rate - 1, weight: words)
    }
    scores.add(Self.ngramPerplexity, perplexities.ngram, weight: words)
    scores.add(Self.mixedPerplexity, perplexities.mixed, weight: words)
    return scores
  }

  /// A mean over words, not of logarithms as in the training of a language model.
  private static let mixedPerplexity = Metric("mixedPerplexity", .lower, .number(digits: 1))

  var lines: [String] {
    func row(_ name: String, _ errors: WordErrors, _ perplexity: Double?) -> [String] {
      [name] + errors.cells + [perplexity.map { Self.ngramPerplexity.text($0) } ?? ""]
    }
    return Table(
      ["HYPOTHESIS"] + WordErrors.headings + [">PERPLEXITY"],
      [
        row("likeliest by n-grams", first, perplexities.ngram),
        row("likeliest by the recurrent model too", rescored, perplexities.mixed),
        row("best of \(hypotheses)", oracle, nil),
      ]
    ).lines
  }
}
