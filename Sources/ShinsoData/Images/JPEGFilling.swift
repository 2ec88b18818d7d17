/// Whether the compressed data of a JPEG file without an end end in something else, with which a program
/// filled up what it lost: zeros, or text. Huffman codes make an image of that too.
struct JPEGFilling {
  let isPresent: Bool

  /// Compressed data look random: so many equal bytes, and so many below 128, hardly ever follow one
  /// another.
  private static let longestRun = 64
  private static let longestText = 16
  /// The decoder may have taken so many bytes more than it needed.
  private static let readAhead = 8

  /// - Parameters:
  ///   - start: where the data begin.
  ///   - end: where the decoder had the whole image.
  init(_ bytes: UnsafeRawBufferPointer, from start: Int, decodedTo end: Int) {
    let text = bytes[start..<max(start, end - Self.readAhead)].reversed().prefix { $0 < 0x80 }.count
    isPresent =
      text >= Self.longestText
      || Self.hasRun(bytes[start..<min(end + Self.longestRun, bytes.count)])
  }

  private static func hasRun(_ bytes: Slice<UnsafeRawBufferPointer>) -> Bool {
    var (last, count) = (bytes.first, 0)
    for byte in bytes {
      count = byte == last ? count + 1 : 1
      if count == longestRun { return true }
      last = byte
    }
    return false
  }
}
