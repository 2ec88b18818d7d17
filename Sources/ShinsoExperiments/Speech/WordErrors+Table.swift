import ShinsoData
import ShinsoTraining

extension WordErrors {
  /// Of ``cells``, for a `Table`.
  static let headings = [">WORD ERROR", ">SUBSTITUTED", ">DELETED", ">INSERTED", ">WORDS"]

  var cells: [String] {
    [SpeechScores.errorRate.text(rate)]
      + [substitutions, deletions, insertions, words].map(String.init)
  }
}
