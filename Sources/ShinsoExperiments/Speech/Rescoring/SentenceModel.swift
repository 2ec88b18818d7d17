import ShinsoModels
import ShinsoTensor

/// A recurrent language model that reads words of a recognizer.
struct SentenceModel {
  let network: RecurrentLanguageModel
  /// The token of each word of the lexicon, and of the beginning and the end of a sentence.
  let tokens: [Int32]
  let end: Int32

  /// Sentences that are read at once.
  private static let batchSize = 64

  /// The logarithms of the probabilities of each sentence's words, and of its end.
  func logProbabilities(of sentences: [[Int32]]) -> [[Float]] {
    stride(from: 0, to: sentences.count, by: Self.batchSize).flatMap {
      read(Array(sentences[$0..<min($0 + Self.batchSize, sentences.count)]))
    }
  }

  private func read(_ sentences: [[Int32]]) -> [[Float]] {
    let steps = (sentences.map(\.count).max() ?? 0) + 1
    var (inputs, targets): ([Int64], [Int64]) = ([], [])
    // After its end a sentence goes on with ends, which do not count.
    func token(_ sentence: [Int32], _ place: Int) -> Int64 {
      sentence.indices.contains(place) ? Int64(tokens[Int(sentence[place])]) : Int64(end)
    }
    for step in 0..<steps {
      inputs += sentences.map { token($0, step - 1) }
      targets += sentences.map { token($0, step) }
    }
    let modes = network.modes
    network.mode = .evaluation
    defer { network.modes = modes }
    let logits = withoutGradients { network(Tensor(inputs, shape: [steps, sentences.count])) }
    let found = withoutGradients {
      logSoftmax(logits).gathered(Tensor(targets, shape: [targets.count, 1]), axis: 1)
    }.scalars(as: Float.self)
    return sentences.enumerated().map { column, sentence in
      (0...sentence.count).map { found[$0 * sentences.count + column] }
    }
  }
}
