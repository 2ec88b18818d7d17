/// How words in kana are pronounced. Japanese spelling is close to its sounds: a sign is a vowel, or a
/// consonant and a vowel.
enum Kana {
  /// The phones of a word: vowels, consonants as they are transcribed, `N` for ん, `Q` for っ; a long vowel
  /// is twice the vowel's letter.
  ///
  /// - Returns: nil if it is not all kana.
  static func phones(of word: String) -> [String]? {
    var phones: [String] = []
    for scalar in word.unicodeScalars {
      // Katakana have the order of hiragana.
      let isKatakana = (0x30A1...0x30F4).contains(scalar.value)
      let sign = isKatakana ? scalar.value - 0x60 : scalar.value
      if scalar == "ー" {
        guard let vowel = phones.popLast(), vowels.contains(vowel) else { return nil }
        phones.append(vowel + vowel)
        continue
      }
      guard let letter = Unicode.Scalar(sign) else { return nil }
      if let small = smallVowels[letter] {
        guard let vowel = phones.popLast(), vowels.contains(vowel) else { return nil }
        if small.hasPrefix("y") {
          // きゃ is ky a, しゃ is sh a.
          guard vowel == "i", let consonant = phones.popLast() else { return nil }
          phones.append(palatal.contains(consonant) ? consonant : consonant + "y")
        } else if phones.isEmpty || phones.last.map({ vowels.contains($0) }) == true {
          // うぃ is w i.
          phones.append(vowel == "u" ? "w" : "y")
        }
        phones.append(String(small.suffix(1)))
        continue
      }
      guard let own = signs[letter] else { return nil }
      phones += own
    }
    return phones.isEmpty ? nil : phones
  }

  private static let vowels: Set<String> = ["a", "i", "u", "e", "o"]
  private static let palatal: Set<String> = ["sh", "ch", "j"]
  private static let smallVowels: [Unicode.Scalar: String] = [
    "ゃ": "ya", "ゅ": "yu", "ょ": "yo", "ぁ": "a", "ぃ": "i", "ぅ": "u", "ぇ": "e", "ぉ": "o",
  ]

  private static let signs: [Unicode.Scalar: [String]] = {
    let rows = [
      "": "あいうえお", "k": "かきくけこ", "s": "さ すせそ", "t": "た  てと", "n": "なにぬねの",
      "h": "はひ へほ", "m": "まみむめも", "y": "や ゆ よ", "r": "らりるれろ", "w": "わ   ",
      "g": "がぎぐげご", "z": "ざ ずぜぞ", "d": "だ  でど", "b": "ばびぶべぼ", "p": "ぱぴぷぺぽ",
    ]
    var signs: [Unicode.Scalar: [String]] = [
      "し": ["sh", "i"], "ち": ["ch", "i"], "つ": ["ts", "u"], "ふ": ["f", "u"], "じ": ["j", "i"],
      "ぢ": ["j", "i"], "づ": ["z", "u"], "を": ["o"], "ゐ": ["i"], "ゑ": ["e"], "ん": ["N"],
      "っ": ["Q"], "ゔ": ["b", "u"],
    ]
    for (consonant, row) in rows {
      for (sign, vowel) in zip(row.unicodeScalars, ["a", "i", "u", "e", "o"]) where sign != " " {
        signs[sign] = consonant.isEmpty ? [vowel] : [consonant, vowel]
      }
    }
    return signs
  }()
}
