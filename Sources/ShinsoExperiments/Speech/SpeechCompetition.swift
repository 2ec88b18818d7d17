import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// Finds what might have been said in the utterances for training.
struct SpeechCompetition {
  private let data: SpeechData
  private let run: PrefixedRun
  private let count: Int
  /// Knows no order of words: more competitors are likely then.
  private let language: BackoffModel

  /// - Parameter count: of sequences of words for each utterance, besides the true one.
  init(_ data: SpeechData, _ run: PrefixedRun, count: Int) {
    self.data = data
    self.run = run
    self.count = count
    language = WittenBell(
      order: 1, wordCount: data.lexicon.words.count, data.train.map(\.words)
    ).model()
  }

  /// - Parameter name: of the recognizer.
  func utterances(
    _ name: String, _ model: AcousticModel, _ scorer: any StateScorer,
    _ settings: Decoder.Settings
  ) throws -> [CompetingWords] {
    let recognizer = SpeechRecognizer(model, scorer, data.lexicon, language, settings)
    let words = try run.saved(
      "competitors \(name)", key: "\(count) " + data.key(model, scorer, settings),
      isPossible: { $0.count == data.train.count && $0.joined().allSatisfy(isPossible) },
      make: {
        recognizer.competitors(
          of: data.train, count: count, title: "\(run.title), competitors for \(name)")
      })
    return zip(data.train, words).map { recognizer.competing($0, $1) }
  }

  private func isPossible(_ words: [Int32]) -> Bool {
    !words.isEmpty && words.allSatisfy { data.lexicon.words.indices.contains(Int($0)) }
  }
}
