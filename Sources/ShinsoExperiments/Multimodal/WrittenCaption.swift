import ShinsoTensor

/// A caption that a network wrote.
struct WrittenCaption: Sendable {
  let words: [String]
  let text: String
  /// Of the words and the end.
  let logProbability: Double
  /// The geometric mean over the words and the end.
  let probabilityPerWord: Double
  /// For each word, how much each place of the picture was looked at; empty for a network without
  /// attention.
  let weights: [[Float]]
}
