import ShinsoTensor

/// What was done to the bytes of a chunk before they were written (format specification, IV.A.2.l).
enum HDF5Filter: Hashable {
  case deflate
  /// The first bytes of all elements, then the second ones, and so on.
  case shuffle
  /// One that cannot be undone, by its name.
  case other(String)

  private static let names = [
    3: "Fletcher-32", 4: "SZIP", 5: "N-bit", 6: "scale-offset", 32_000: "LZF", 32_001: "Blosc",
    32_004: "LZ4", 32_015: "Zstandard",
  ]

  /// In the order in which they were applied.
  static func pipeline(_ reader: inout ByteReader) throws -> [HDF5Filter] {
    let version = try reader.byte()
    let count = Int(try reader.byte())
    guard version == 1 || version == 2 else {
      throw InputError(reader.name, "is damaged: filters of another version")
    }
    if version == 1 { try reader.skip(6) }
    return try (0..<count).map { _ in
      let identifier = try reader.length(UInt16.self)
      let hasName = version == 1 || identifier >= 256
      let nameLength = hasName ? try reader.length(UInt16.self) : 0
      try reader.skip(2)
      let valueCount = try reader.length(UInt16.self)
      try reader.skip(version == 1 ? (nameLength + 7) / 8 * 8 : nameLength)
      try reader.skip(4 * (valueCount + (version == 1 ? valueCount % 2 : 0)))
      switch identifier {
      case 1: return .deflate
      case 2: return .shuffle
      default: return .other(names[identifier] ?? "filter \(identifier)")
      }
    }
  }

  /// Puts the bytes of elements together again.
  static func unshuffled(_ bytes: [UInt8], elementSize: Int) -> [UInt8] {
    let count = bytes.count / elementSize
    guard elementSize > 1, count > 1 else { return bytes }
    // Bytes that make no whole element stay at the end.
    var result = bytes
    for place in 0..<elementSize {
      for index in 0..<count { result[index * elementSize + place] = bytes[place * count + index] }
    }
    return result
  }
}
