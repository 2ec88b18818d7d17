import Foundation
import ShinsoTensor

extension SentencePairs {
  private static let marks: Set<Character> = ["。", "！", "？"]

  /// Pairs made from the sentences of a text, all for training. A sentence ends with its line or
  /// after 。, ！ and ？. The first word is what stands before the first space, or the first character
  /// where there are no spaces.
  ///
  /// - Throws: `InputError` naming the text if it has too few sentences.
  public init(of text: String, _ kind: PairKind, name: String) throws {
    let sentences = text.split(whereSeparator: \.isNewline).flatMap(Self.sentences)
    let pairs: [SentencePair] =
      switch kind {
      case .given, .next:
        zip(sentences, sentences.dropFirst()).map { SentencePair(source: $0, target: $1) }
      case .complete:
        sentences.compactMap { sentence in
          let end = sentence.firstIndex(of: " ") ?? sentence.index(after: sentence.startIndex)
          let rest = sentence[end...].trimmingCharacters(in: .whitespaces)
          return rest.isEmpty
            ? nil : SentencePair(source: String(sentence[..<end]), target: rest)
        }
      }
    guard !pairs.isEmpty else {
      throw InputError(name, "has too few sentences for pairs")
    }
    self.init(train: pairs)
  }

  private static func sentences(_ line: Substring) -> [String] {
    var found: [String] = []
    var start = line.startIndex
    for place in line.indices {
      let end = line.index(after: place)
      guard marks.contains(line[place]) || end == line.endIndex else { continue }
      let sentence = line[start..<end].trimmingCharacters(in: .whitespaces)
      if !sentence.isEmpty { found.append(sentence) }
      start = end
    }
    return found
  }
}
