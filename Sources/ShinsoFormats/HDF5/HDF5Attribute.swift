import ShinsoTensor

/// A small value attached to a group or a dataset.
struct HDF5Attribute {
  enum Value {
    case strings([String])
    case numbers([Double])
    /// Of a kind that is not read, by its name.
    case other(String)
  }

  let name: String
  let value: Value
  /// Whether it is one value and not an array of them.
  let isSingle: Bool

  /// Reads the message (format specification, IV.A.2.m).
  init(_ reader: inout ByteReader, _ input: HDF5Input) throws {
    let version = try reader.byte()
    guard (1...3).contains(version) else { throw input.damage("an attribute of another version") }
    let flags = try reader.byte()
    let sizes = try (0..<3).map { _ in try reader.length(UInt16.self) }
    if version == 3 { try reader.skip(1) }
    // Only the first version pads its parts.
    let parts = try sizes.map { size in
      let part = try reader.take(size)
      if version == 1 { try reader.skip((8 - size % 8) % 8) }
      return part
    }
    name = String(utf8OrLatin1: parts[0].prefix { $0 != 0 })
    guard version == 1 || flags & 3 == 0 else {
      value = .other("a type that is kept elsewhere")
      isSingle = true
      return
    }
    var typeReader = ByteReader(parts[1], name: input.name)
    let type = try HDF5Datatype(&typeReader)
    var spaceReader = ByteReader(parts[2], name: input.name)
    let shape = try HDF5Dataspace.shape(&spaceReader, input)
    isSingle = shape?.isEmpty ?? false
    let count = shape.map { TensorSize.bytes($0, elementSize: 1) ?? 0 } ?? 0
    let (byteCount, overflow) = count.multipliedReportingOverflow(by: type.size)
    guard !overflow else { throw input.damage("an attribute is larger than any can be") }
    value = try Self.value(try reader.take(byteCount), count: count, type, input)
  }

  /// - Parameter count: of the elements, all of which are in `bytes`.
  private static func value(
    _ bytes: ArraySlice<UInt8>, count: Int, _ type: HDF5Datatype, _ input: HDF5Input
  ) throws -> Value {
    var reader = ByteReader(bytes, name: input.name)
    switch type.kind {
    case .string:
      return .strings(
        try (0..<count).map { _ in
          let text = try reader.take(type.size).prefix { $0 != 0 }
          return String(utf8OrLatin1: text)
        })
    case .variableString:
      guard type.size == 8 + input.superblock.addressSize else {
        throw input.damage("strings of \(type.size) bytes in a heap")
      }
      return .strings(try (0..<count).map { _ in try string(&reader, input) })
    case .number(let element, let isBigEndian):
      guard element.isReal else { return .other(type.name) }
      let decoder = ElementDecoder(type: element, isSwapped: isBigEndian)
      var values: [Double] = []
      bytes.withUnsafeBytes { decoder.decode($0, into: &values) }
      return .numbers(values)
    case .other(let name): return .other(name)
    }
  }

  private static func string(_ reader: inout ByteReader, _ input: HDF5Input) throws -> String {
    let length = try reader.length(UInt32.self)
    let collection = try input.address(&reader)
    let index = Int(try reader.integer(UInt32.self))
    guard length > 0, let collection, collection > 0 else { return "" }
    let object = try input.heapObject(index, in: collection)
    guard object.count >= length else { throw input.damage("a string is longer than its place") }
    return String(utf8OrLatin1: object.prefix(length).prefix { $0 != 0 })
  }
}
