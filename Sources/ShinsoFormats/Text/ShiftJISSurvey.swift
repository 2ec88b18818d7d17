/// Whether bytes that are valid Shift_JIS are likely to be Shift_JIS.
///
/// Much Latin-1 text is valid Shift_JIS: an accented letter and the letter after it form a rare
/// kanji, and pairs of such letters, or the two bytes of one in UTF-8, are half-width kana. But in
/// Japanese text, most second bytes are above ASCII or follow the first bytes of kana and
/// punctuation, and half-width kana occur in words.
struct ShiftJISSurvey {
  /// The offset of the first byte that is invalid in Shift_JIS.
  private(set) var firstProblem: Int?
  private var supportCount = 0
  private var doubtCount = 0

  var isPlausible: Bool { 3 * supportCount >= doubtCount }

  init(_ bytes: ArraySlice<UInt8>) {
    bytes.withUnsafeBufferPointer { bytes in
      var place = 0
      var kanaInARow = 0
      while place < bytes.count {
        switch bytes[place] {
        case 0..<0x80:
          kanaInARow = 0
        case 0xA1...0xDF:
          kanaInARow += 1
          if kanaInARow > 2 { supportCount += 1 } else { doubtCount += 1 }
        case 0x81...0x9F, 0xE0...0xFC:
          guard place + 1 < bytes.count, (0x40...0xFC).contains(bytes[place + 1]) else {
            firstProblem = place
            return
          }
          let isSupport = bytes[place + 1] >= 0x80 || bytes[place] <= 0x83
          if isSupport { supportCount += 1 } else { doubtCount += 1 }
          kanaInARow = 0
          place += 1
        default:
          // Windows has control characters there, which no text contains.
          firstProblem = place
          return
        }
        place += 1
      }
    }
  }
}
