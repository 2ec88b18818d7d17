import Foundation
import ShinsoData
import ShinsoTensor
import ShinsoTraining

extension Metric {
  /// 0 to 100.
  static let bleu = Metric("bleu", .higher, .number(digits: 2))
  /// Sentences that are right to the last character.
  static let exactMatch = Metric("exactMatch", .higher, .percent)
  static let characterAgreement = Metric("characterAgreement", .higher, .percent)
  static let nearestPairAgreement = Metric("nearestPairAgreement", .higher, .percent)
}

/// How translations compare with what they should be.
struct TranslationScores {
  private let target: Tokenizer
  let references: [String]

  init(_ references: [String], _ target: Tokenizer) {
    self.references = references
    self.target = target
  }

  /// BLEU over words as they stand between spaces; over the tokens of texts without spaces.
  func bleu(_ texts: [String], of places: some Sequence<Int>) -> Double {
    var bleu = BLEU()
    for place in places { bleu.add(words(texts[place]), reference: words(references[place])) }
    return bleu.score
  }

  func bleu(_ texts: [String]) -> Double { bleu(texts, of: texts.indices) }

  private func words(_ text: String) -> [String] {
    switch target.kind {
    case .characters: text.filter { !$0.isWhitespace }.map(String.init)
    case .japanese, .japaneseBase: target.tokens(of: text)
    case .space, .english, .bpe: text.split(whereSeparator: \.isWhitespace).map(String.init)
    }
  }

  /// The fraction of texts that are their references, whatever the spaces.
  func exactMatch(_ texts: [String]) -> Double {
    let right = zip(texts, references).count { words($0) == words($1) }
    return Double(right) / Double(max(texts.count, 1))
  }

  /// The mean fraction of characters in common: the longest common subsequence over the longer of
  /// the two.
  func agreement(_ texts: [String]) -> Double {
    let parts = zip(texts, references).map { text, reference -> Double in
      let (a, b) = (characters(text), characters(reference))
      return Double(CommonSubsequence.length(a, b)) / Double(max(a.count, b.count, 1))
    }
    return parts.reduce(0, +) / Double(max(parts.count, 1))
  }

  private func characters(_ text: String) -> [Character] { text.filter { !$0.isWhitespace } }

  /// What follows from each source if it is taken for the nearest of some known pairs, by the
  /// characters in common.
  func nearest(_ sources: [String], among known: [SentencePair]) -> [String] {
    let all = known.map { characters($0.source) }
    return sources.map { source in
      let own = characters(source)
      let best = all.indices.map { place in
        Double(CommonSubsequence.length(own, all[place]))
          / Double(max(own.count, all[place].count, 1))
      }.enumerated().max { ($0.element, $1.offset) < ($1.element, $0.offset) }
      return best.map { known[$0.offset].target } ?? ""
    }
  }
}
