import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoTensor

/// Sentence pairs as tokens, ready for training.
struct PairData {
  let train: TokenPairs
  /// What evaluations during the training are made on.
  let dev: [SentencePair]
  /// Whether those are learned from, for want of others.
  let isDevLearned: Bool
  /// Of all pairs for training, those that are held out or too long too.
  let digest: String
  let source: Vocabulary
  let target: Vocabulary
  /// The most tokens of a target that was learned from.
  let longestTarget: Int

  /// With fewer, every word counts.
  static let fewPairs = 5000
  var isSmall: Bool { train.count < Self.fewPairs }
  /// With no others, so many of the training pairs are evaluated, to show how well they are known.
  private static let mostLearned = 500

  init(_ options: PairOptions, seed: UInt64) throws {
    let pairs = try Self.pairs(
      options.data, options.pairs, source: options.source, target: options.target)
    var train = pairs[.train]
    digest = Self.digest(train)
    guard !train.isEmpty else {
      throw InputError(options.data.text, "has no pairs for training, no train file")
    }
    var dev = pairs[.dev]
    if dev.isEmpty, options.heldOut > 0 {
      (train, dev) = Self.split(train, options.pairs, options.heldOut, seed)
    }
    let minimumCount = options.minimumCount ?? (train.count < Self.fewPairs ? 1 : 2)
    func vocabulary(
      _ kind: Tokenizer.Kind?, _ side: KeyPath<SentencePair, String>
    ) throws -> Vocabulary {
      let texts = train.map { $0[keyPath: side] }
      var tokenizer = try Tokenizer(
        kind ?? Self.kind(of: texts), normalization: options.normalize,
        lowercase: options.lowercase)
      if tokenizer.kind == .bpe {
        let words = Self.counts(
          texts,
          try Tokenizer(
            .space, normalization: options.normalize, lowercase: options.lowercase))
        tokenizer = tokenizer.learning(
          from: zip(words.tokens, words.counts).map { (word: $0, count: $1) },
          merges: options.merges)
      }
      return Self.counts(texts, tokenizer).vocabulary(
        minimumCount: minimumCount, maximumSize: options.vocabularySize.map { max($0, 4) },
        special: Self.special)
    }
    let source = try vocabulary(options.sourceTokenizer, \.source)
    let target = try vocabulary(options.targetTokenizer, \.target)
    (self.source, self.target) = (source, target)
    let kept = TokenizedPairs(
      train, source: source, target: target, maximumLength: options.maximumLength)
    guard !kept.pairs.isEmpty else {
      throw InputError(
        options.data.text, "has no pair of at most \(options.maximumLength) tokens a side")
    }
    if kept.pairs.count < train.count {
      Console.note(
        "\(options.data): \(counted(train.count - kept.pairs.count, "pair")) of more than "
          + "\(options.maximumLength) tokens are left out")
    }
    self.train = kept.tokens
    longestTarget = kept.tokens.targets.map(\.count).max() ?? 0
    isDevLearned = dev.isEmpty
    self.dev = dev.isEmpty ? Array(kept.pairs.prefix(Self.mostLearned)) : dev
    if isDevLearned {
      Console.note(
        "no pairs are held out (--held-out, or a dev part): evaluations are on "
          + "\(self.dev.count == train.count ? "the" : "\(self.dev.count)") training pairs")
    }
  }

  /// What stands at the ids of `SequenceToken`, behind the unknown token.
  static let special = ["<s>", "</s>"]

  /// Japanese has hardly any spaces; where words are divided already, punctuation stands alone.
  private static func kind(of texts: [String]) -> Tokenizer.Kind {
    if Spacing.isRare(in: texts) { return .characters }
    let attached = texts.count { text in
      text.last.map { ".?!".contains($0) } == true && text.dropLast().last?.isLetter == true
    }
    return 2 * attached > texts.count ? .english : .space
  }

  private static func counts(_ texts: [String], _ tokenizer: Tokenizer) -> TokenCounts {
    var counts = TokenCounts(by: tokenizer)
    for text in texts { counts.add(text) }
    return counts
  }
}
