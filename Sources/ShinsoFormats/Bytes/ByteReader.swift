import ShinsoTensor

/// Reads integers and byte sequences in order from memory. A read past the end, or a number that
/// does not fit, throws `InputError`, so no input can make it trap.
struct ByteReader {
  enum Endianness { case little, big }

  /// The name that error messages use for the bytes.
  let name: String
  private let bytes: ArraySlice<UInt8>
  private(set) var offset = 0

  init(_ bytes: ArraySlice<UInt8>, name: String) {
    self.bytes = bytes
    self.name = name
  }

  init(_ bytes: [UInt8], name: String) { self.init(bytes[...], name: name) }

  /// Bytes not yet read.
  var remaining: Int { bytes.count - offset }

  /// The next `count` bytes.
  mutating func take(_ count: Int) throws -> ArraySlice<UInt8> {
    guard count >= 0, count <= remaining else { throw truncated(needing: count) }
    let start = bytes.startIndex + offset
    offset += count
    return bytes[start..<start + count]
  }

  mutating func skip(_ count: Int) throws { _ = try take(count) }

  mutating func byte() throws -> UInt8 {
    guard remaining > 0 else { throw truncated(needing: 1) }
    defer { offset += 1 }
    return bytes[bytes.startIndex + offset]
  }

  /// The bytes up to the next line feed, which is read but not returned.
  mutating func line() throws -> ArraySlice<UInt8> {
    let rest = bytes[(bytes.startIndex + offset)...]
    guard let end = rest.firstIndex(of: 0x0A) else { throw truncated(needing: rest.count + 1) }
    offset += end + 1 - rest.startIndex
    return rest[..<end]
  }

  mutating func integer<T: FixedWidthInteger>(
    _ type: T.Type, _ endianness: Endianness = .little
  ) throws -> T {
    let raw = try take(MemoryLayout<T>.size).withUnsafeBytes { $0.loadUnaligned(as: T.self) }
    return endianness == .little ? T(littleEndian: raw) : T(bigEndian: raw)
  }

  /// An unsigned integer of the given width, as an `Int`.
  mutating func length<T: FixedWidthInteger & UnsignedInteger>(
    _ type: T.Type, _ endianness: Endianness = .little
  ) throws -> Int {
    let value = try integer(type, endianness)
    guard let length = Int(exactly: value) else {
      throw InputError(name, "is damaged: a length of \(value) bytes")
    }
    return length
  }

  private func truncated(needing count: Int) -> InputError {
    InputError(
      name, "is truncated or damaged: \(counted(count, "byte")) are needed, \(remaining) are left")
  }
}
