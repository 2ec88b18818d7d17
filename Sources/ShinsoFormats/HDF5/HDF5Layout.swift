import ShinsoTensor

/// Where the elements of a dataset are (format specification, IV.A.2.i).
enum HDF5Layout {
  /// In the object header.
  case compact(ArraySlice<UInt8>)
  /// In one piece; nil: they were never written.
  case contiguous(Range<Int>?)
  /// In blocks of the same shape, which a B-tree lists; nil: none were written.
  case chunked(tree: Int?, shape: [Int])
  /// In a way that is not read.
  case other(String)

  /// - Parameter byteCount: what the shape and the type of the elements take.
  init(_ reader: inout ByteReader, rank: Int, byteCount: Int, _ input: HDF5Input) throws {
    let version = try reader.byte()
    switch version {
    case 1, 2: self = try Self.older(&reader, rank: rank, byteCount: byteCount, input)
    case 3, 4:
      switch try reader.byte() {
      case 0: self = .compact(try reader.take(try reader.length(UInt16.self)))
      case 1:
        let address = try input.address(&reader)
        let size = try input.length(&reader)
        guard size == byteCount || address == nil else {
          throw input.damage("its \(size) bytes do not match its shape")
        }
        self = try Self.contiguous(at: address, byteCount, input)
      case 2 where version == 3:
        let count = Int(try reader.byte())
        let tree = try input.address(&reader)
        self = try .chunked(tree: tree, shape: Self.chunkShape(&reader, count, rank: rank, input))
      case 2: self = .other("chunks with an index of HDF5 1.10 (libver)")
      case 3: self = .other("a virtual dataset")
      default: throw input.damage("elements are kept in another way")
      }
    default: throw input.damage("a layout of another version")
    }
  }

  private static func older(
    _ reader: inout ByteReader, rank: Int, byteCount: Int, _ input: HDF5Input
  ) throws -> Self {
    let count = Int(try reader.byte())
    let kind = try reader.byte()
    try reader.skip(5)
    let address = kind == 0 ? nil : try input.address(&reader)
    switch kind {
    case 0:
      try reader.skip(4 * count)
      return .compact(try reader.take(try reader.length(UInt32.self)))
    case 1: return try contiguous(at: address, byteCount, input)
    case 2:
      return try .chunked(tree: address, shape: chunkShape(&reader, count, rank: rank, input))
    default: throw input.damage("elements are kept in another way")
    }
  }

  private static func contiguous(at address: Int?, _ byteCount: Int, _ input: HDF5Input) throws
    -> Self
  {
    guard let address else { return .contiguous(nil) }
    try input.source.checkRange(at: address, count: byteCount)
    return .contiguous(address..<address + byteCount)
  }

  /// The sizes of a chunk, which the size of an element follows.
  private static func chunkShape(
    _ reader: inout ByteReader, _ count: Int, rank: Int, _ input: HDF5Input
  ) throws -> [Int] {
    let sizes = try (0..<count).map { _ in try reader.length(UInt32.self) }
    guard rank > 0, count == rank + 1, sizes.allSatisfy({ $0 > 0 }) else {
      throw input.damage("its chunks have another shape than it has")
    }
    return sizes.dropLast()
  }
}
