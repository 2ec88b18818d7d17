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
  private let countsCharacters: Bool

  /// - Parameter target: its normalization and lower case hold for both sides.
  init(_ references: [String], _ target: Tokenizer) {
    self.references = references
    self.target = target
    countsCharacters =
      switch target.kind {
      case .characters: true
      case .space, .bpe: Spacing.isRare(in: references)
      case .english, .japanese, .japaneseBase: false
      }
  }

  /// BLEU over words as they stand between spaces. Of references without spaces, over MeCab's words
  /// if that is what the target is cut into, else over characters.
  func bleu(_ texts: [String], of places: some Sequence<Int>) -> Double {
    var bleu = BLEU()
    for place in places { bleu.add(words(texts[place]), reference: words(references[place])) }
    return bleu.score
  }

  func bleu(_ texts: [String]) -> Double { bleu(texts, of: texts.indices) }

  private func words(_ text: String) -> [String] {
    if countsCharacters { return characters(text).map(String.init) }
    return switch target.kind {
    case .japanese, .japaneseBase: target.tokens(of: text)
    case .characters, .space, .english, .bpe:
      target.prepared(text).split(whereSeparator: \.isWhitespace).map(String.init)
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

  private func characters(_ text: String) -> [Character] {
    target.prepared(text).filter { !$0.isWhitespace }
  }
}
