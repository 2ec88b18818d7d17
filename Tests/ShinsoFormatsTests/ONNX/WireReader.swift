/// Fields of a protocol buffers message, one after the other. Test-only: files are trusted.
struct WireReader: Sequence, IteratorProtocol {
  struct Field {
    let number: Int
    let value: Value

    var bytes: ArraySlice<UInt8> {
      if case .bytes(let bytes) = value { return bytes }
      return []
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    var integer: Int64 {
      switch value {
      case .varint(let value): Int64(bitPattern: value)
      case .fixed32(let value): Int64(value)
      case .fixed64(let value): Int64(bitPattern: value)
      case .bytes: 0
      }
    }

    var float: Float {
      if case .fixed32(let bits) = value { return Float(bitPattern: bits) }
      return 0
    }

    /// A repeated field of numbers, packed or not.
    var integers: [Int64] {
      guard case .bytes(let bytes) = value else { return [integer] }
      var reader = WireReader(bytes)
      var found: [Int64] = []
      while let value = reader.varint() { found.append(Int64(bitPattern: value)) }
      return found
    }

    var floats: [Float] {
      guard case .bytes(let bytes) = value else { return [float] }
      return stride(from: bytes.startIndex, to: bytes.endIndex, by: 4).map { start in
        Float(
          bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << (8 * $1) })
      }
    }

    var doubles: [Double] {
      guard case .bytes(let bytes) = value else {
        if case .fixed64(let bits) = value { return [Double(bitPattern: bits)] }
        return []
      }
      return stride(from: bytes.startIndex, to: bytes.endIndex, by: 8).map { start in
        Double(
          bitPattern: (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[start + $1]) << (8 * $1) })
      }
    }
  }

  enum Value {
    case varint(UInt64)
    case fixed32(UInt32)
    case fixed64(UInt64)
    case bytes(ArraySlice<UInt8>)
  }

  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  mutating func next() -> Field? {
    guard let key = varint() else { return nil }
    let number = Int(key >> 3)
    switch key & 7 {
    case 0: return varint().map { Field(number: number, value: .varint($0)) }
    case 1: return Field(number: number, value: .fixed64(fixed(8)))
    case 2:
      guard let count = varint() else { return nil }
      let bytes = rest.prefix(Int(count))
      rest = rest.dropFirst(Int(count))
      return Field(number: number, value: .bytes(bytes))
    case 5: return Field(number: number, value: .fixed32(UInt32(fixed(4))))
    default: return nil
    }
  }

  fileprivate mutating func varint() -> UInt64? {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while let byte = rest.popFirst() {
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    return nil
  }

  private mutating func fixed(_ count: Int) -> UInt64 {
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count).enumerated().reduce(0) { $0 | UInt64($1.element) << (8 * $1.offset) }
  }
}
