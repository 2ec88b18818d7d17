import ShinsoTensor

/// The type of the elements of a dataset or an attribute (format specification, IV.A.2.d).
struct HDF5Datatype {
  enum Kind: Hashable {
    case number(ElementType, isBigEndian: Bool)
    /// Of the same number of bytes each.
    case string
    /// In the file's heap.
    case variableString
    /// One that is not read, by its name.
    case other(String)
  }

  let kind: Kind
  /// The bytes of an element.
  let size: Int

  init(_ reader: inout ByteReader) throws {
    let first = try reader.byte()
    let bits = try reader.take(3)
    size = try reader.length(UInt32.self)
    guard size > 0 else { throw InputError(reader.name, "is damaged: elements without bytes") }
    let flags = UInt32(bits[bits.startIndex]) | UInt32(bits[bits.startIndex + 1]) << 8
    kind =
      switch first & 0x0F {
      case 0: try Self.integer(&reader, flags, size)
      case 1: try Self.float(&reader, flags, size)
      case 2: .other("time")
      case 3: .string
      case 4: .other("bits")
      case 5: .other("opaque")
      case 6: .other("compound")
      case 7: .other("reference")
      case 8: try Self.enumeration(&reader, flags, version: first >> 4)
      case 9: flags & 0xF == 1 ? .variableString : .other("sequence")
      case 10: .other("array")
      default: throw InputError(reader.name, "is damaged: elements of class \(first & 0x0F)")
      }
  }

  /// As in a listing.
  var name: String {
    switch kind {
    case .number(let type, _): type.rawValue
    case .string, .variableString: "string"
    case .other(let name): name
    }
  }

  /// nil unless the elements are numbers.
  var elementType: ElementType? {
    guard case .number(let type, _) = kind else { return nil }
    return type
  }

  var isBigEndian: Bool {
    guard case .number(_, let isBigEndian) = kind else { return false }
    return isBigEndian
  }

  private static func integer(_ reader: inout ByteReader, _ flags: UInt32, _ size: Int) throws
    -> Kind
  {
    let offset = try reader.integer(UInt16.self)
    let precision = try reader.length(UInt16.self)
    let isSigned = flags & 8 != 0
    let types: [Int: ElementType] =
      isSigned
      ? [1: .int8, 2: .int16, 4: .int32, 8: .int64]
      : [1: .uint8, 2: .uint16, 4: .uint32, 8: .uint64]
    guard let type = types[size], offset == 0, precision == 8 * size else {
      return .other("\(isSigned ? "int" : "uint")\(precision)")
    }
    return .number(type, isBigEndian: flags & 1 != 0)
  }

  private static func float(_ reader: inout ByteReader, _ flags: UInt32, _ size: Int) throws
    -> Kind
  {
    try reader.skip(2)
    let precision = try reader.length(UInt16.self)
    try reader.skip(1)
    let exponentSize = try reader.byte()
    let types: [ElementType: (size: Int, exponent: UInt8)] = [
      .float16: (2, 5), .bfloat16: (2, 8), .float32: (4, 8), .float64: (8, 11),
    ]
    let type = types.first { $0.value == (size, exponentSize) }?.key
    guard let type, precision == 8 * size, flags & 0x40 == 0 else {
      return .other("float\(precision)")
    }
    return .number(type, isBigEndian: flags & 1 != 0)
  }

  /// h5py's truth values are an enumeration of two members.
  private static func enumeration(
    _ reader: inout ByteReader, _ flags: UInt32, version: UInt8
  ) throws -> Kind {
    var ahead = reader
    guard try ahead.byte() & 0x0F == 0 else { return .other("enum") }
    let base = try HDF5Datatype(&reader)
    // Since version 3, names are not padded.
    let names = Array((version < 3 ? "FALSE\0\0\0TRUE\0\0\0\0" : "FALSE\0TRUE\0").utf8)
    guard flags == 2, base.size == 1, reader.remaining >= names.count + 2,
      try reader.take(names.count).elementsEqual(names), try reader.take(2) == [0, 1]
    else { return base.kind }
    return .number(.bool, isBigEndian: false)
  }
}
