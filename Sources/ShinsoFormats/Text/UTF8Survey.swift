/// Determines which bytes are well-formed UTF-8 (Unicode 16, table 3-7).
struct UTF8Survey {
  /// The offset of the first byte that is not well-formed.
  private(set) var firstProblem: Int?
  /// The number of bytes in well-formed sequences of three and four bytes, such as those of kana
  /// and kanji.
  private var longCount = 0
  /// The number of well-formed sequences of two bytes, such as those of accented letters.
  private var pairCount = 0
  /// The number of bytes outside well-formed sequences.
  private var strayCount = 0
  private let byteCount: Int

  /// Whether this is more likely to be damaged Japanese text in UTF-8 than Shift_JIS. Some kana in
  /// Shift_JIS contain well-formed sequences, but then there is a stray byte for each of them, from
  /// the first one on.
  var isMostlyUTF8: Bool {
    let isCut = firstProblem.map { $0 >= byteCount - 3 } ?? false
    return longCount > (isCut ? 0 : 4 * strayCount)
  }

  /// Whether this is damaged text in UTF-8 rather than text in an encoding of single bytes, in which
  /// well-formed sequences hardly occur.
  var isProbablyUTF8: Bool { isMostlyUTF8 || pairCount > strayCount }

  init(_ bytes: ArraySlice<UInt8>) {
    byteCount = bytes.count
    bytes.withUnsafeBufferPointer { bytes in
      var place = 0
      while place < bytes.count {
        let length = UTF8Survey.length(of: bytes, at: place)
        if length == 0 {
          firstProblem = firstProblem ?? place
          strayCount += 1
        } else if length > 2 {
          longCount += length
        } else if length == 2 {
          pairCount += 1
        }
        place += max(length, 1)
      }
    }
  }

  /// The length of the well-formed sequence at `place`, or 0.
  private static func length(of bytes: UnsafeBufferPointer<UInt8>, at place: Int) -> Int {
    let (length, second): (Int, ClosedRange<UInt8>) =
      switch bytes[place] {
      case 0..<0x80: (1, 0...0)
      case 0xC2...0xDF: (2, 0x80...0xBF)
      case 0xE0: (3, 0xA0...0xBF)
      case 0xED: (3, 0x80...0x9F)
      case 0xE1...0xEF: (3, 0x80...0xBF)
      case 0xF0: (4, 0x90...0xBF)
      case 0xF1...0xF3: (4, 0x80...0xBF)
      case 0xF4: (4, 0x80...0x8F)
      default: (0, 0...0)
      }
    if length <= 1 { return length }
    guard place + length <= bytes.count, second.contains(bytes[place + 1]) else { return 0 }
    for next in bytes[(place + 2)..<(place + length)] where !(0x80...0xBF).contains(next) {
      return 0
    }
    return length
  }
}
