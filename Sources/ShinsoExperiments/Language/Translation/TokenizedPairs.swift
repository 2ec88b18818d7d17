import ShinsoData
import ShinsoModels

/// Pairs of which both sides have tokens, and not too many.
struct TokenizedPairs {
  let pairs: [SentencePair]
  let tokens: TokenPairs

  /// - Parameter maximumLength: the most tokens of a side.
  init(_ all: [SentencePair], source: Vocabulary, target: Vocabulary, maximumLength: Int) {
    var (pairs, sources, targets) = ([SentencePair](), [[Int32]](), [[Int32]]())
    for pair in all {
      let from = source.encode(sentence: pair.source)
      let to = target.encode(sentence: pair.target)
      if from.isEmpty || to.isEmpty || max(from.count, to.count) > maximumLength { continue }
      pairs.append(pair)
      sources.append(from)
      targets.append(to)
    }
    self.pairs = pairs
    tokens = TokenPairs(
      sources: sources, targets: targets, begin: Int32(SequenceToken.begin),
      end: Int32(SequenceToken.end))
  }
}
