import ShinsoTensor

/// The start of an HDF5 file (format specification, II.A), versions 0 to 3.
struct HDF5Superblock {
  static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

  /// The bytes that an address takes in this file.
  let addressSize: Int
  /// The bytes that a length takes.
  let lengthSize: Int
  /// Where the object header of the root group lies.
  let root: Int

  init(_ source: any ByteSource) throws {
    let name = source.name
    guard try source.starts(with: Self.signature) else {
      throw InputError(name, "is not an HDF5 file")
    }
    let start = try source.bytes(at: 0, count: min(source.size, 128))
    var reader = ByteReader(start.dropFirst(8), name: name)
    let version = try reader.byte()
    guard version <= 3 else {
      throw InputError(name, "is HDF5 of a version that is not known: its superblock is \(version)")
    }
    if version < 2 { try reader.skip(4) }
    let (addressSize, lengthSize) = (Int(try reader.byte()), Int(try reader.byte()))
    guard [2, 4, 8].contains(addressSize), [2, 4, 8].contains(lengthSize) else {
      throw InputError(
        name, "is damaged: addresses of \(addressSize) and lengths of \(lengthSize) bytes")
    }
    try reader.skip([9, 13, 1, 1][Int(version)])
    let base = try reader.number(width: addressSize)
    _ = try reader.number(width: addressSize)
    let end = try reader.number(width: addressSize)
    if version < 2 {
      _ = try reader.number(width: addressSize)
      _ = try reader.number(width: addressSize)
    }
    let root = try reader.number(width: addressSize)
    if version >= 2 {
      let hash = Lookup3.hash(start[..<(8 + reader.offset)])
      guard try reader.integer(UInt32.self) == hash else {
        throw InputError(name, "is damaged: the checksum of its superblock is wrong")
      }
    }
    guard base == 0 else {
      throw InputError(name, "is not the whole of an HDF5 file: its addresses start elsewhere")
    }
    guard let end, end <= source.size else {
      throw InputError(
        name, "is truncated: it has \(source.size) of its \(end.map(String.init) ?? "?") bytes")
    }
    guard let root else { throw InputError(name, "is damaged: it has no root group") }
    (self.addressSize, self.lengthSize, self.root) = (addressSize, lengthSize, root)
  }
}

extension ByteReader {
  /// An unsigned little-endian number of up to 8 bytes; nil if every bit is set, by which HDF5 says
  /// that something does not exist.
  mutating func number(width: Int) throws -> Int? {
    let bytes = try take(width)
    if bytes.allSatisfy({ $0 == 0xFF }) { return nil }
    let value = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard let number = Int(exactly: value) else {
      throw InputError(name, "is damaged: an address or length of \(value)")
    }
    return number
  }
}
