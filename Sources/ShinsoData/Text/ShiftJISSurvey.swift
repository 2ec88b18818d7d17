/// Whether bytes that can be read as Shift_JIS are likely to be meant so.
///
/// Much of Latin-1 can be read as Shift_JIS: an accented letter and the letter after it make a rare
/// kanji. But in Japanese text most second bytes lie above ASCII, and half-width kana stand side by
/// side; in Latin-1 neither is common.
struct ShiftJISSurvey {
  /// The offset of the first byte that Shift_JIS cannot have there.
  private(set) var firstProblem: Int?
  private var supportCount = 0
  private var doubtCount = 0

  var isPlausible: Bool { 3 * supportCount >= doubtCount }

  init(_ bytes: ArraySlice<UInt8>) {
    bytes.withUnsafeBufferPointer { bytes in
      var place = 0
      var followsKana = false
      while place < bytes.count {
        switch bytes[place] {
        case 0..<0x80:
          followsKana = false
        case 0xA1...0xDF:
          if followsKana { supportCount += 1 } else { doubtCount += 1 }
          followsKana = true
        case 0x81...0x9F, 0xE0...0xFC:
          guard place + 1 < bytes.count, (0x40...0xFC).contains(bytes[place + 1]) else {
            firstProblem = place
            return
          }
          if bytes[place + 1] >= 0x80 { supportCount += 1 } else { doubtCount += 1 }
          followsKana = false
          place += 1
        default:
          // Windows has control characters there, which no text uses.
          firstProblem = place
          return
        }
        place += 1
      }
    }
  }
}
