import ShinsoTensor

/// The shape of a dataset or an attribute (format specification, IV.A.2.b).
enum HDF5Dataspace {
  /// - Returns: `[]` for a single value; nil for nothing at all.
  static func shape(_ reader: inout ByteReader, _ input: HDF5Input) throws -> [Int]? {
    let version = try reader.byte()
    let rank = Int(try reader.byte())
    try reader.skip(1)
    switch version {
    case 1: try reader.skip(5)
    case 2: if try reader.byte() == 2 { return nil }
    default: throw input.damage("a shape of another version")
    }
    guard rank <= 32 else { throw input.damage("an array of \(rank) axes") }
    let shape = try (0..<rank).map { _ in try input.length(&reader) }
    guard TensorSize.bytes(shape, .float64) != nil else {
      throw input.damage("a shape is larger than any array can be")
    }
    return shape
  }
}
