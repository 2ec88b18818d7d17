import ShinsoData
import ShinsoTensor

/// The words that a system on sentences knows, in lower case, and how often each was met.
struct SentenceWords: Sendable {
  let vocabulary: Vocabulary
  /// Of each word of the vocabulary; 0 for the unknown word.
  let counts: [Int]

  init(_ sentences: [LabeledSentence]) throws {
    var counts: [String: Int] = [:]
    for sentence in sentences {
      for word in sentence.tree.words { counts[word.lowercased(), default: 0] += 1 }
    }
    counts[Vocabulary.unknownToken] = nil
    let words = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    vocabulary = try Vocabulary(
      [Vocabulary.unknownToken] + words.map(\.key), tokenizer: .space, name: "training sentences")
    self.counts = [0] + words.map(\.value)
  }

  /// Without counts: those of a model file.
  init(_ vocabulary: Vocabulary) {
    self.vocabulary = vocabulary
    counts = Array(repeating: 0, count: vocabulary.count)
  }

  func encode(_ words: [String]) -> [Int64] {
    words.map { Int64(vocabulary.id(of: $0.lowercased()) ?? vocabulary.unknownID) }
  }
}
