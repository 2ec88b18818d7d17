/// Whether bytes that are valid Shift_JIS are likely to be Shift_JIS.
///
/// Much text in other encodings is valid Shift_JIS: an accented letter and the letter after it form a
/// kanji, Chinese and Korean characters rare kanji or half-width kana. Japanese text has kana, or kanji of
/// JIS level 1, and they do not stand alone between ASCII letters.
struct ShiftJISSurvey {
  /// The offset of the first byte that is invalid in Shift_JIS.
  private(set) var firstProblem: Int?
  private var supportCount = 0
  private var doubtCount = 0

  var isPlausible: Bool { supportCount > 0 && 3 * supportCount >= doubtCount }

  init(_ bytes: ArraySlice<UInt8>) {
    bytes.withUnsafeBufferPointer { bytes in
      var place = 0
      while place < bytes.count, firstProblem == nil {
        if bytes[place] < 0x80 { place += 1 } else { place = readRun(bytes, from: place) }
      }
    }
  }

  /// Reads characters up to the next one of ASCII, and returns its place.
  private mutating func readRun(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var place = start
    var support = 0
    var doubt = 0
    var count = 0
    var kanaInARow = 0
    while place < bytes.count, bytes[place] >= 0x80 {
      switch bytes[place] {
      case 0xA1...0xDF:
        kanaInARow += 1
        // Those of words are neither for nor against.
        if kanaInARow <= 2 { doubt += 1 } else if kanaInARow == 3 { doubt -= 2 }
        place += 1
      case 0x81...0x9F, 0xE0...0xFC:
        guard place + 1 < bytes.count, (0x40...0xFC).contains(bytes[place + 1]) else {
          firstProblem = place
          return place
        }
        kanaInARow = 0
        if Self.isUsual(bytes[place], bytes[place + 1]) {
          support += 1
        } else if bytes[place] != 0x81, bytes[place + 1] < 0x80 {
          doubt += 1
        }
        place += 2
      default:
        // Windows has control characters there, which no text contains.
        firstProblem = place
        return place
      }
      count += 1
    }
    let isAlone = count == 1 && !Self.isComma(bytes, at: start)
    let isInWord =
      start > 0 && Self.isLetter(bytes[start - 1])
      || place < bytes.count && Self.isLetter(bytes[place])
    if isAlone, isInWord {
      doubtCount += 1
    } else {
      supportCount += support
      doubtCount += doubt
    }
    return place
  }

  /// Kana, commas and periods, and the kanji of JIS level 1.
  private static func isUsual(_ first: UInt8, _ second: UInt8) -> Bool {
    switch first {
    case 0x81: (0x41...0x42).contains(second)
    case 0x82: second >= 0x9F
    case 0x83: second <= 0x96
    case 0x88: second >= 0x9F
    case 0x89...0x97: true
    case 0x98: second <= 0x72
    default: false
    }
  }

  /// A Japanese comma or period.
  private static func isComma(_ bytes: UnsafeBufferPointer<UInt8>, at place: Int) -> Bool {
    bytes[place] == 0x81 && isUsual(0x81, bytes[place + 1])
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }
}
