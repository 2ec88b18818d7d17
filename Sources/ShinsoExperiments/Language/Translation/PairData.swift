import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoTensor

/// Sentence pairs as tokens, ready for training.
struct PairData {
  let train: TokenPairs
  /// What evaluations during the training are made on.
  let dev: [SentencePair]
  let source: Vocabulary
  let target: Vocabulary
  /// The most tokens of a target that was learned from.
  let longestTarget: Int

  /// With fewer, every word counts.
  static let fewPairs = 5000
  var isSmall: Bool { train.count < Self.fewPairs }

  init(_ options: PairOptions, seed: UInt64) throws {
    let pairs = try Self.pairs(
      options.data, options.pairs, source: options.source, target: options.target)
    var train = pairs[.train]
    guard !train.isEmpty else {
      throw InputError(options.data.text, "has no pairs for training, no train file")
    }
    var dev = pairs[.dev]
    if dev.isEmpty, options.heldOut > 0 {
      (train, dev) = Self.split(train, options.heldOut, seed)
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
    var kept: [(source: [Int32], target: [Int32])] = []
    for pair in train {
      let (from, to) = (source.encode(pair.source), target.encode(pair.target))
      if from.isEmpty || to.isEmpty || max(from.count, to.count) > options.maximumLength {
        continue
      }
      kept.append((from, to))
    }
    guard !kept.isEmpty else {
      throw InputError(
        options.data.text, "has no pair of at most \(options.maximumLength) tokens a side")
    }
    if kept.count < train.count {
      Console.note(
        "\(options.data): \(counted(train.count - kept.count, "pair")) of more than "
          + "\(options.maximumLength) tokens are left out")
    }
    self.train = TokenPairs(
      sources: kept.map(\.source), targets: kept.map(\.target),
      begin: Int32(SequenceToken.begin), end: Int32(SequenceToken.end))
    longestTarget = kept.map(\.target.count).max() ?? 0
    // Without others, it is shown how well the training pairs are known.
    self.dev = (dev.isEmpty ? Array(train.prefix(500)) : dev).filter { pair in
      (1...options.maximumLength).contains(source.encode(pair.source).count)
    }
  }

  /// What stands at the ids of `SequenceToken`, behind the unknown token.
  static let special = ["<s>", "</s>"]

  static func pairs(
    _ data: DataName, _ kind: PairKind, source: String?, target: String?
  ) throws -> SentencePairs {
    if kind != .given {
      if let entry = data.entry, !entry.isText {
        throw InputError(
          "--data \(data)", "holds pairs, and --pairs \(kind.rawValue) needs a text; name one")
      }
      var text = ""
      _ = try TextData.read(data, aozora: false) { text += $0 }
      return try SentencePairs(of: text, kind, name: data.text)
    }
    var place = data.url
    if let folder = try data.fetched() {
      place = folder
    } else if !FileManager.default.fileExists(atPath: place.path) {
      throw InputError(
        "--data \(data)", "no such file or folder, and no data set of that name (shinso data list)")
    }
    // Those of the catalog are English and Japanese.
    let isNamed = source != nil || target != nil || data.entry == nil
    let pairs = try SentencePairs(
      place, source: isNamed ? source : "ja", target: isNamed ? target : "en")
    for note in pairs.notes { Console.note(note) }
    return pairs
  }

  /// Japanese has hardly any spaces; where words are divided already, punctuation stands alone.
  private static func kind(of texts: [String]) -> Tokenizer.Kind {
    let (spaces, others) = texts.reduce(into: (0, 0)) { sum, text in
      let count = text.count { $0 == " " }
      sum = (sum.0 + count, sum.1 + text.count - count)
    }
    if spaces * 12 < others { return .characters }
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

  /// Some pairs held out, chosen by the seed; the order stays.
  static func split(
    _ pairs: [SentencePair], _ part: Double, _ seed: UInt64
  ) -> (train: [SentencePair], dev: [SentencePair]) {
    var order = Array(pairs.indices)
    var generator = SplitMix64(seed, 0x7061_6972)
    order.seededShuffle(using: &generator)
    let held = Set(order.prefix(min(Int(Double(pairs.count) * part), pairs.count - 1)))
    return (
      pairs.indices.filter { !held.contains($0) }.map { pairs[$0] },
      pairs.indices.filter { held.contains($0) }.map { pairs[$0] }
    )
  }
}
