import Foundation

/// A language model of n-grams: the probabilities of words after some sequences of words, and a factor
/// for all others, whose probability is that after the sequence without its first word (Katz, IEEE
/// Trans. ASSP 35, 1987).
///
/// Words are numbers from 0; after them come the end of a sentence and its start.
public struct BackoffModel: WordLanguageModel, Sendable {
  /// A sequence of words and its last word's probability after the others; `backoff` is the factor for
  /// what follows the sequence. Both are natural logarithms.
  public struct NGram: Sendable, Hashable {
    public var words: [Int32]
    public var logProbability: Float
    public var backoff: Float

    public init(_ words: [Int32], logProbability: Float, backoff: Float = 0) {
      self.words = words
      self.logProbability = logProbability
      self.backoff = backoff
    }
  }

  public let wordCount: Int
  /// Words of the longest n-grams.
  public let order: Int
  /// By number of words, then in the order of their words.
  public let ngrams: [NGram]
  public let start: Int32
  private let states: [State]
  /// What follows states, in the order of the words for each.
  private let followers: [Follower]

  private struct State: Sendable {
    /// Without the first word; -1 for the state of no words.
    var shorter: Int32
    var backoff: Float
    var followers: Range<Int32>
  }

  private struct Follower: Sendable {
    let word: Int32
    let logProbability: Float
    let state: Int32
  }

  public var sentenceEnd: Int32 { Int32(wordCount) }
  public var sentenceStart: Int32 { Int32(wordCount + 1) }

  /// - Parameters:
  ///   - wordCount: words beside the end and the start of a sentence.
  ///   - ngrams: those of one word and longer ones, all of whose beginnings are among them too.
  public init(wordCount: Int, _ ngrams: [NGram]) {
    self.wordCount = wordCount
    let ngrams = ngrams.sorted {
      $0.words.count == $1.words.count
        ? $0.words.lexicographicallyPrecedes($1.words) : $0.words.count < $1.words.count
    }
    let order = ngrams.last?.words.count ?? 1
    self.ngrams = ngrams
    self.order = order
    // The states are no words, and all n-grams shorter than the longest.
    var numbers: [[Int32]: Int32] = [[]: 0]
    var states = [State(shorter: -1, backoff: 0, followers: 0..<0)]
    for ngram in ngrams where ngram.words.count < order {
      numbers[ngram.words] = Int32(states.count)
      states.append(State(shorter: 0, backoff: ngram.backoff, followers: 0..<0))
    }
    func longest(_ words: ArraySlice<Int32>) -> Int32 {
      var words = words.suffix(order - 1)
      while true {
        if let state = numbers[Array(words)] { return state }
        words = words.dropFirst()
      }
    }
    for ngram in ngrams where ngram.words.count < order {
      states[Int(longest(ngram.words[...]))].shorter = longest(ngram.words.dropFirst())
    }
    var followers: [Follower] = []
    var rest = ngrams[...]
    while let first = rest.first {
      let context = first.words.dropLast()
      let same = rest.prefix { $0.words.dropLast() == context }
      let begin = Int32(followers.count)
      followers += same.map {
        Follower(
          word: $0.words[$0.words.count - 1], logProbability: $0.logProbability,
          state: longest($0.words[...]))
      }
      if let state = numbers[Array(context)] {
        states[Int(state)].followers = begin..<Int32(followers.count)
      }
      rest = rest.dropFirst(same.count)
    }
    self.states = states
    self.followers = followers
    start = longest([Int32(wordCount + 1)])
  }

  public func next(_ word: Int32, after state: Int32) -> (logProbability: Float, state: Int32) {
    var sum: Float = 0
    var state = states[Int(state)]
    while true {
      if let found = follower(word, of: state) {
        return (sum + found.logProbability, found.state)
      }
      // A word that is nowhere in the model is never spoken.
      guard state.shorter >= 0 else { return (-.infinity, 0) }
      sum += state.backoff
      state = states[Int(state.shorter)]
    }
  }

  public func end(after state: Int32) -> Float { next(sentenceEnd, after: state).logProbability }

  private func follower(_ word: Int32, of state: State) -> Follower? {
    var (low, high) = (Int(state.followers.lowerBound), Int(state.followers.upperBound))
    while low < high {
      let middle = (low + high) / 2
      if followers[middle].word < word { low = middle + 1 } else { high = middle }
    }
    guard low < Int(state.followers.upperBound), followers[low].word == word else { return nil }
    return followers[low]
  }

  /// The perplexity of sentences, each with its end.
  public func perplexity(of sentences: [[Int32]]) -> Double {
    var (sum, count) = (0.0, 0)
    for sentence in sentences {
      sum += logProbabilities(of: sentence).reduce(0) { $0 + Double($1) }
      count += sentence.count + 1
    }
    return exp(-sum / Double(max(count, 1)))
  }
}
