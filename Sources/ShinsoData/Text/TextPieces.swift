import Foundation
import ShinsoFormats
import ShinsoTensor

/// A text from start to end in pieces of whole lines, so that its length does not matter.
struct TextPieces {
  private let name: String
  /// Fills a buffer; less only at the end.
  private let read: (UnsafeMutableRawBufferPointer) throws -> Int
  private let pieceSize: Int
  private var rest: [UInt8] = []
  private var offset = 0
  private var encoding: TextEncoding?
  private var isAtEnd = false

  /// A longer line is refused if it cannot be divided.
  static let pieceSize = 4 << 20
  /// A text in UTF-16 is read at once.
  private static let largestUTF16 = 1 << 30

  /// Opens a file, which may be gzipped or inside an archive.
  init(_ url: URL, pieceSize: Int = TextPieces.pieceSize) throws {
    let source: any ByteSource =
      try TextPieces.isPacked(url)
      ? MemorySource(PackedFile.bytes(of: url), name: url.path) : InputFile(url)
    if source.size >= 2, try source.bytes(at: 0, count: 2) == [0x1F, 0x8B] {
      let reader = try GzipReader(source)
      self.init(name: url.path, pieceSize: pieceSize) { try reader.read(into: $0) }
    } else {
      var position = 0
      self.init(name: url.path, pieceSize: pieceSize) { buffer in
        let count = min(buffer.count, source.size - position)
        try source.read(
          at: position, into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]))
        position += count
        return count
      }
    }
  }

  /// - Parameters:
  ///   - name: the name that error messages use.
  ///   - read: fills a buffer and returns the number of bytes, less than it holds only at the end.
  init(
    name: String, pieceSize: Int = TextPieces.pieceSize,
    read: @escaping (UnsafeMutableRawBufferPointer) throws -> Int
  ) {
    self.name = name
    self.pieceSize = pieceSize
    self.read = read
  }

  /// What the program is fed with.
  static func standardInput() -> TextPieces {
    TextPieces(name: "standard input") { buffer in
      var done = 0
      while done < buffer.count {
        let left = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
        let count = Foundation.read(STDIN_FILENO, left.baseAddress, left.count)
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { throw InputError("standard input", "cannot be read") }
        if count == 0 { break }
        done += count
      }
      return done
    }
  }

  private static func isPacked(_ url: URL) -> Bool {
    !FileManager.default.fileExists(atPath: url.path) && PackedFile.exists(url)
  }

  /// Whether it is obviously not text; looks at the beginning.
  mutating func isBinary() throws -> Bool {
    if rest.isEmpty { try fill(to: pieceSize) }
    return TextDecoder.isBinary(rest)
  }

  /// The next piece, with line ends `\n`; nil at the end.
  ///
  /// - Throws: `InputError` naming the text, and the byte that cannot be read.
  mutating func next() throws -> String? {
    if rest.count < pieceSize { try fill(to: pieceSize) }
    if offset == 0, TextDecoder.utf16Encoding(rest) != nil { try fill(to: Self.largestUTF16) }
    if rest.isEmpty { return nil }
    if rest.starts(with: [0x1F, 0x8B]), offset == 0 {
      throw InputError(name, "is compressed; unpack it first (gunzip)")
    }
    let end = isAtEnd ? rest.count : try cut()
    let piece = Array(rest[..<end])
    rest.removeFirst(end)
    let decoder = TextDecoder(name: name, base: offset)
    offset += end
    if let encoding { return try decoder.decode(piece, as: encoding) }
    let (text, found) = try decoder.decode(piece)
    // ASCII may be the beginning of anything.
    if !piece.allSatisfy({ $0 < 0x80 }) { encoding = found }
    return text
  }

  private mutating func fill(to size: Int) throws {
    while !isAtEnd, rest.count < size {
      let wanted = min(size - rest.count, max(rest.count, pieceSize))
      let part = try [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
        count = try read(UnsafeMutableRawBufferPointer(buffer))
      }
      isAtEnd = part.count < wanted
      rest += part
    }
    guard isAtEnd || size < Self.largestUTF16 else {
      throw InputError(name, "is in UTF-16 and larger than \(size) bytes; convert it to UTF-8")
    }
  }

  /// Where the last whole line ends.
  private func cut() throws -> Int {
    if let end = rest.lastIndex(of: UInt8(ascii: "\n")) { return end + 1 }
    // Old Macs' line ends, but not half of one of Windows.
    if let end = rest.dropLast().lastIndex(of: UInt8(ascii: "\r")) { return end + 1 }
    // A second byte of Shift_JIS is never a space.
    if let end = rest.lastIndex(of: UInt8(ascii: " ")) { return end + 1 }
    let boundary = rest.lastIndex { $0 & 0xC0 != 0x80 }
    guard encoding ?? .utf8 == .utf8, let end = boundary, end > 0 else {
      throw InputError(name, "has a line of more than \(pieceSize) bytes; divide it")
    }
    return end
  }
}
