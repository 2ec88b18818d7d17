import Foundation

/// Makes an n-gram model from sentences by Witten-Bell smoothing (Witten & Bell, IEEE Trans.
/// Information Theory 37, 1991, method C): the probability that something new follows is the number of
/// different words that followed, and what it is, the shorter sequence says.
public struct WittenBell {
  private let order: Int
  private let wordCount: Int
  /// Of all sequences of one word up to `order`.
  private var counts: [[Int32]: Int] = [:]

  /// - Parameters:
  ///   - order: words of the longest n-grams; 2 makes bigrams.
  ///   - wordCount: words, all of which get a probability.
  public init(order: Int, wordCount: Int, _ sentences: [[Int32]]) {
    precondition(order > 0)
    self.order = order
    self.wordCount = wordCount
    let (end, start) = (Int32(wordCount), Int32(wordCount + 1))
    for sentence in sentences {
      let words = [start] + sentence + [end]
      for last in words.indices.dropFirst() {
        for first in max(last - order + 1, 0)...last {
          counts[Array(words[first...last]), default: 0] += 1
        }
      }
    }
  }

  public func model() -> BackoffModel {
    let (end, start) = (Int32(wordCount), Int32(wordCount + 1))
    var followers: [[Int32]: [(word: Int32, count: Int)]] = [:]
    for (words, count) in counts {
      followers[Array(words.dropLast()), default: []].append((words[words.count - 1], count))
    }
    var probabilities: [[Int32]: Double] = [:]
    var backoffs: [[Int32]: Double] = [:]
    for context in followers.keys.sorted(by: { $0.count < $1.count }) {
      let own = followers[context] ?? []
      let tokens = Double(own.reduce(0) { $0 + $1.count })
      let total = tokens + Double(own.count)
      backoffs[context] = Double(own.count) / total
      for (word, count) in own {
        let shorter =
          context.isEmpty
          ? 1 / Double(wordCount + 1)
          : probability(word, context.dropFirst(), probabilities, backoffs)
        probabilities[context + [word]] = (Double(count) + Double(own.count) * shorter) / total
      }
    }
    // Words that were never seen share what the unigrams leave.
    let unseen = (backoffs[[]] ?? 1) / Double(wordCount + 1)
    for word in 0...end where probabilities[[word]] == nil { probabilities[[word]] = unseen }
    var ngrams = probabilities.map { words, probability in
      BackoffModel.NGram(
        words, logProbability: Float(log(probability)), backoff: Float(log(backoffs[words] ?? 1)))
    }
    ngrams.append(
      BackoffModel.NGram(
        [start], logProbability: -.infinity, backoff: Float(log(backoffs[[start]] ?? 1))))
    return BackoffModel(wordCount: wordCount, ngrams)
  }

  /// After a context that may be unseen.
  private func probability(
    _ word: Int32, _ context: ArraySlice<Int32>, _ probabilities: [[Int32]: Double],
    _ backoffs: [[Int32]: Double]
  ) -> Double {
    if let known = probabilities[Array(context) + [word]] { return known }
    guard !context.isEmpty else {
      return (backoffs[[]] ?? 1) / Double(wordCount + 1)
    }
    return (backoffs[Array(context)] ?? 1)
      * probability(word, context.dropFirst(), probabilities, backoffs)
  }
}
