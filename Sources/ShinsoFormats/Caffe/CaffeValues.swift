import ShinsoTensor

/// Where the values of one blob lie in a file.
struct CaffeValues {
  /// The packed values, in order.
  var ranges: [Range<Int>] = []
  /// Values that were written one by one, as the first versions of Caffe did.
  var loose: [UInt8] = []
  var isDouble = false

  var byteCount: Int { ranges.reduce(loose.count) { $0 + $1.count } }

  /// The values as float32. Their number must be that of the shape.
  func tensor(_ shape: Shape, from source: any ByteSource) throws -> Tensor {
    try Tensor(shape: shape) { target in
      if isDouble {
        try readDoubles(from: source, into: target)
      } else {
        var offset = 0
        for range in ranges {
          try source.read(
            at: range.lowerBound,
            into: UnsafeMutableRawBufferPointer(rebasing: target[offset..<offset + range.count]))
          offset += range.count
        }
        target[offset..<offset + loose.count].copyBytes(from: loose)
        UnsafeMutableRawBufferPointer(rebasing: target[..<byteCount])
          .normalizeElements(.float32, swapped: Self.isBigEndian)
      }
    }
  }

  private func readDoubles(
    from source: any ByteSource, into target: UnsafeMutableRawBufferPointer
  ) throws {
    var offset = 0
    func append(_ bytes: [UInt8]) {
      bytes.withUnsafeBytes { bytes in
        for start in stride(from: 0, to: bytes.count, by: 8) {
          let bits = bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self)
          target.storeBytes(
            of: Float(Double(bitPattern: UInt64(littleEndian: bits))), toByteOffset: offset,
            as: Float.self)
          offset += 4
        }
      }
    }
    for range in ranges {
      for start in stride(from: range.lowerBound, to: range.upperBound, by: 1 << 16) {
        append(try source.bytes(at: start, count: min(1 << 16, range.upperBound - start)))
      }
    }
    append(loose)
  }

  static let isBigEndian = UInt16(1).littleEndian != 1
}
