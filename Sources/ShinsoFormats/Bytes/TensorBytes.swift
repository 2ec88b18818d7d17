import ShinsoTensor

/// The size of a tensor whose shape comes from a file.
enum TensorSize {
  /// More axes than any framework allows.
  private static let maximumRank = 64

  /// The size in bytes of a tensor of this shape, or nil if it overflows. An axis of size 0 does
  /// not excuse the others, because strides are products of sizes too.
  static func bytes(_ dims: [Int], _ dtype: DType) -> Int? { bytes(dims, elementSize: dtype.size) }

  /// The size in bytes of an array of this shape; see `bytes(_:_:)`.
  static func bytes(_ dims: [Int], elementSize: Int) -> Int? {
    guard dims.count <= maximumRank else { return nil }
    var count = 1
    for extent in dims {
      guard extent >= 0 else { return nil }
      let (product, overflow) = count.multipliedReportingOverflow(by: max(extent, 1))
      // The limit of `Shape`.
      guard !overflow, product <= Int.max >> 3 else { return nil }
      count = product
    }
    let (size, overflow) = count.multipliedReportingOverflow(by: elementSize)
    return overflow ? nil : dims.contains(0) ? 0 : size
  }
}

extension UnsafeMutableRawBufferPointer {
  /// Prepares elements from a file for use in a tensor: swaps the bytes of each if the file has the
  /// other byte order, and turns every true value into 1, as Swift requires.
  func normalizeElements(_ dtype: DType, swapped: Bool) {
    if swapped {
      switch dtype.size {
      case 2: swapBytes(of: UInt16.self)
      case 4: swapBytes(of: UInt32.self)
      case 8: swapBytes(of: UInt64.self)
      default: break
      }
    }
    if dtype == .bool {
      for index in indices where self[index] > 1 { self[index] = 1 }
    }
  }

  private func swapBytes<T: FixedWidthInteger>(of type: T.Type) {
    for offset in Swift.stride(from: 0, to: count, by: MemoryLayout<T>.size) {
      let value = loadUnaligned(fromByteOffset: offset, as: T.self)
      storeBytes(of: value.byteSwapped, toByteOffset: offset, as: T.self)
    }
  }

  /// Copies elements of `size` bytes from another order into row-major order. The element at index
  /// (i, j, …) comes from `offset + i·strides[0] + j·strides[1] + …`, counted in elements, which
  /// must be inside `source`.
  func gather(
    _ source: UnsafeRawBufferPointer, dims: [Int], strides: [Int], offset: Int, size: Int
  ) {
    guard !dims.contains(0) else { return }
    // The stride of an axis with one element does not matter.
    let axes = zip(dims, strides).filter { extent, _ in extent != 1 }
    let (dims, strides) = (axes.map(\.0), axes.map(\.1))
    switch size {
    case 1: gather(source, dims, strides, offset, UInt8.self)
    case 2: gather(source, dims, strides, offset, UInt16.self)
    case 4: gather(source, dims, strides, offset, UInt32.self)
    default: gather(source, dims, strides, offset, UInt64.self)
    }
  }

  private func gather<T: BitwiseCopyable>(
    _ source: UnsafeRawBufferPointer, _ dims: [Int], _ strides: [Int], _ offset: Int, _ type: T.Type
  ) {
    let size = MemoryLayout<T>.size
    let inner = dims.last ?? 1
    let innerStride = strides.last ?? 1
    var index = [Int](repeating: 0, count: Swift.max(dims.count - 1, 0))
    var position = offset
    var target = 0
    while true {
      for i in 0..<inner {
        let value = source.loadUnaligned(
          fromByteOffset: (position + i * innerStride) * size, as: T.self)
        storeBytes(of: value, toByteOffset: target, as: T.self)
        target += size
      }
      // Go to the next row: count up like an odometer.
      var axis = index.count - 1
      while axis >= 0 {
        index[axis] += 1
        position += strides[axis]
        if index[axis] < dims[axis] { break }
        position -= strides[axis] * dims[axis]
        index[axis] = 0
        axis -= 1
      }
      if axis < 0 { return }
    }
  }
}
