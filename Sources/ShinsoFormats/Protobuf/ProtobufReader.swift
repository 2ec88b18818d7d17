import ShinsoTensor

/// The tags, numbers and lengths of a protobuf message in a file, read in order through a small
/// buffer, so that long values can be left where they are. A read past the end throws `InputError`.
struct ProtobufReader {
  /// How a field's value is stored; the raw values are the format's.
  enum Kind: UInt64 { case varint, fixed64, delimited, startGroup, endGroup, fixed32 }

  let source: any ByteSource
  /// The offset of the next byte.
  private(set) var position = 0
  private var window: [UInt8] = []
  private var windowStart = 0
  private static let windowSize = 1 << 14

  init(_ source: any ByteSource) { self.source = source }

  /// The number and kind of the next field.
  mutating func tag() throws -> (field: Int, kind: Kind) {
    let tag = try varint()
    guard let kind = Kind(rawValue: tag & 7), tag >> 3 > 0, tag >> 32 == 0 else { throw damaged() }
    return (Int(tag >> 3), kind)
  }

  mutating func varint() throws -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: 0, to: 64, by: 7) {
      let byte = try byte()
      value |= UInt64(byte & 0x7F) << UInt64(shift)
      if byte < 0x80 { return value }
    }
    throw damaged()
  }

  /// The length of a value that must end at `end` or before.
  mutating func length(until end: Int) throws -> Int {
    let length = try varint()
    guard length <= UInt64(max(end - position, 0)) else { throw damaged() }
    return Int(length)
  }

  mutating func skip(_ count: Int) { position += count }

  mutating func bytes(_ count: Int) throws -> [UInt8] {
    // Numbers that were written one by one come from the buffer.
    if count <= 8 { return try (0..<count).map { _ in try byte() } }
    defer { position += count }
    return try source.bytes(at: position, count: count)
  }

  func damaged() -> InputError {
    InputError(source.name, "is truncated or damaged near byte \(position) of \(source.size)")
  }

  private mutating func byte() throws -> UInt8 {
    if !(windowStart..<windowStart + window.count).contains(position) {
      guard position < source.size else { throw damaged() }
      windowStart = position
      window = try source.bytes(
        at: position, count: min(Self.windowSize, source.size - position))
    }
    defer { position += 1 }
    return window[position - windowStart]
  }
}
