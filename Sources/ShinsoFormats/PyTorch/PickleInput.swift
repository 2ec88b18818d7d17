import ShinsoTensor

/// Reads a pickle piece by piece from a file with unknown data after it. The pickle may take up to
/// a quarter of a gigabyte, thousands of times what a network needs.
struct PickleInput {
  private let source: any ByteSource
  private var buffer: [UInt8] = []
  private var bufferOffset = 0
  /// The offset of the next byte in the file.
  private(set) var position = 0
  private static let pieceSize = 1 << 16
  private static let maximumSize = 256 << 20

  init(_ source: any ByteSource) { self.source = source }

  var name: String { source.name }

  mutating func byte() throws -> UInt8 {
    let index = position - bufferOffset
    if index < buffer.count {
      position += 1
      return buffer[index]
    }
    return try take(1)[0]
  }

  /// The next `count` bytes.
  mutating func take(_ count: Int) throws -> [UInt8] {
    guard count <= Self.maximumSize - position else {
      throw InputError(name, "its pickle is too long for a network")
    }
    if position - bufferOffset + count > buffer.count {
      try source.checkRange(at: position, count: count)
      bufferOffset = position
      buffer = try source.bytes(
        at: position, count: min(source.size - position, max(count, Self.pieceSize)))
    }
    let start = position - bufferOffset
    position += count
    return Array(buffer[start..<start + count])
  }

  mutating func integer<T: FixedWidthInteger>(_ type: T.Type) throws -> T {
    var reader = ByteReader(try take(MemoryLayout<T>.size), name: name)
    return try reader.integer(type)
  }

  /// The next bytes, preceded by their number as an integer of the given type.
  mutating func counted<T: FixedWidthInteger>(_ type: T.Type) throws -> [UInt8] {
    guard let count = Int(exactly: try integer(type)), count >= 0 else {
      throw InputError(name, "is damaged: its pickle contains an impossible length")
    }
    return try take(count)
  }

  /// Text up to the next line feed.
  mutating func line() throws -> String {
    var bytes: [UInt8] = []
    while true {
      let byte = try byte()
      if byte == 0x0A { return String(utf8OrLatin1: bytes) }
      bytes.append(byte)
    }
  }
}
