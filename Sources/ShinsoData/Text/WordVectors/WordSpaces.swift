/// Cuts text in UTF-8 at white space and line breaks, by its bytes.
enum WordSpaces {
  /// Calls `word` with the bytes of each word, and `lineEnd` at each line break.
  static func forEachWord(
    in text: UnsafeBufferPointer<UInt8>, _ word: (UnsafeBufferPointer<UInt8>) -> Void,
    lineEnd: () -> Void
  ) {
    var (place, start) = (0, 0)
    while place < text.count {
      let length = spaceLength(text, place)
      if length == 0 {
        place += 1
        continue
      }
      if start < place { word(UnsafeBufferPointer(rebasing: text[start..<place])) }
      if text[place] == UInt8(ascii: "\n") { lineEnd() }
      place += length
      start = place
    }
    if start < place { word(UnsafeBufferPointer(rebasing: text[start..<place])) }
  }

  /// The bytes of the white space at `place`, as Unicode has it; 0 if there is none.
  private static func spaceLength(_ text: UnsafeBufferPointer<UInt8>, _ place: Int) -> Int {
    let byte = text[place]
    if byte < 0x80 { return byte == 0x20 || (0x09...0x0D).contains(byte) ? 1 : 0 }
    // No other bytes begin the encoding of a space.
    guard byte == 0xC2 || byte == 0xE1 || byte == 0xE2 || byte == 0xE3 else { return 0 }
    func has(_ second: UInt8, _ third: ClosedRange<UInt8>) -> Bool {
      place + 2 < text.count && text[place + 1] == second && third.contains(text[place + 2])
    }
    switch byte {
    case 0xC2:
      return place + 1 < text.count && (text[place + 1] == 0x85 || text[place + 1] == 0xA0) ? 2 : 0
    case 0xE1: return has(0x9A, 0x80...0x80) ? 3 : 0
    case 0xE2:
      return has(0x80, 0x80...0x8A) || has(0x80, 0xA8...0xA9) || has(0x80, 0xAF...0xAF)
        || has(0x81, 0x9F...0x9F) ? 3 : 0
    default: return has(0x80, 0x80...0x80) ? 3 : 0
    }
  }
}
