/// Whether bytes that are valid EUC-JP are likely to be EUC-JP.
///
/// Chinese (GB 2312) and Korean (EUC-KR) text has the same bytes, and so may have two accented letters of
/// Latin-1. Japanese text alone has kana.
struct EUCSurvey {
  /// The offset of a control character above ASCII. iconv accepts them, but text does not contain them, and
  /// most first bytes of Shift_JIS lie there.
  private(set) var firstProblem: Int?
  private var kanaCount = 0
  private var otherCount = 0

  var isPlausible: Bool { kanaCount > 0 && 10 * kanaCount >= kanaCount + otherCount }

  init(_ bytes: [UInt8]) {
    var place = 0
    while place < bytes.count {
      switch bytes[place] {
      case 0..<0x80: place += 1
      case 0x8E: place += 2
      case 0x8F: place += 3
      case 0x80...0x9F:
        firstProblem = place
        return
      default:
        // Hiragana and katakana.
        if bytes[place] == 0xA4 || bytes[place] == 0xA5 { kanaCount += 1 } else { otherCount += 1 }
        place += 2
      }
    }
  }
}
