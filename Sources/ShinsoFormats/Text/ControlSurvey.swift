import ShinsoTensor

/// Counts control characters, to tell text from other files.
struct ControlSurvey {
  private let byteCount: Int
  private let base: Int
  private var firstNUL: Int?
  /// Tabs and line breaks do not count.
  private var controlCount = 0
  /// ISO-2022-JP switches tables by escape sequences and is ASCII otherwise, so it would pass for
  /// UTF-8.
  private(set) var firstISO2022Escape: Int?

  /// Why the bytes are not text; nil if they may be text.
  var binaryProblem: String? {
    if let firstNUL { return "is not a text file: byte \(base + firstNUL) is NUL" }
    guard 100 * controlCount > byteCount else { return nil }
    return "is not a text file: \(controlCount) of its \(counted(byteCount, "byte")) are control "
      + "characters"
  }

  /// - Parameter base: where the bytes lie in their file.
  init(_ bytes: ArraySlice<UInt8>, base: Int = 0) {
    byteCount = bytes.count
    self.base = base
    bytes.withUnsafeBufferPointer { bytes in
      for (offset, byte) in bytes.enumerated() where byte < 0x20 || byte == 0x7F {
        switch byte {
        case 0x09, 0x0A, 0x0C, 0x0D: continue
        case 0: firstNUL = firstNUL ?? offset
        case 0x1B where offset + 1 < bytes.count && bytes[offset + 1] == UInt8(ascii: "$"):
          firstISO2022Escape = firstISO2022Escape ?? offset
        default: break
        }
        // An escape sequence of ISO-2022-JP counts as text.
        if byte != 0x1B { controlCount += 1 }
      }
    }
  }
}
