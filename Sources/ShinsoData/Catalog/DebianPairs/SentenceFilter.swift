/// Sentence pairs without what is not text: fonts' names, output of a shell, one side left as it was.
struct SentenceFilter {
  struct Pair {
    let english: String
    let japanese: String
  }

  private(set) var pairs: [Pair] = []
  private var known = Set<String>()

  /// English words in a sentence; longer paragraphs are not sentences.
  private static let mostWords = 60

  /// Adds the sentences of a paragraph, or the paragraph where the numbers of sentences differ.
  mutating func add(_ english: String, _ japanese: String) {
    let (originals, texts) = (Self.englishSentences(english), Self.japaneseSentences(japanese))
    let isAligned = originals.count == texts.count
    for (original, text) in isAligned ? Array(zip(originals, texts)) : [(english, japanese)] {
      let pair = Pair(english: trimmed(original), japanese: trimmed(text))
      // A sentence that comes again would be in two parts.
      if Self.isText(pair), !known.contains(pair.english), !known.contains(pair.japanese) {
        known.formUnion([pair.english, pair.japanese])
        pairs.append(pair)
      }
    }
  }

  private static func isText(_ pair: Pair) -> Bool {
    let (english, japanese) = (pair.english, pair.japanese)
    let words = english.split(separator: " ").count
    let count = DebianJapanese.japaneseCount(japanese)
    let length = japanese.unicodeScalars.count
    let originalLength = english.unicodeScalars.count
    guard (1...mostWords).contains(words), count > 0,
      2 * count >= length - japanese.unicodeScalars.count(where: { $0 == " " }),
      DebianJapanese.japaneseCount(english) == 0
    else { return false }
    let letters = english.unicodeScalars.count { $0.properties.isAlphabetic || $0 == " " }
    return 5 * letters >= 4 * originalLength && 5 * length >= originalLength
      && 2 * length <= 3 * originalLength
  }

  static func englishSentences(_ text: String) -> [String] {
    var sentences: [String] = []
    var sentence = ""
    for word in text.split(separator: " ") {
      if let last = sentence.last, let first = word.first, ".!?".contains(last),
        first == "\"" || first == "(" || first.isNumber || first.isUppercase
      {
        sentences.append(sentence)
        sentence = ""
      }
      sentence += (sentence.isEmpty ? "" : " ") + word
    }
    return sentence.isEmpty ? sentences : sentences + [sentence]
  }

  static func japaneseSentences(_ text: String) -> [String] {
    var sentences: [String] = []
    var sentence = ""
    for character in text {
      sentence.append(character)
      guard "。！？".contains(character) else { continue }
      sentences.append(sentence)
      sentence = ""
    }
    return trimmed(sentence).isEmpty ? sentences : sentences + [sentence]
  }
}

private func trimmed(_ text: String) -> String {
  text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
}
