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

  /// Gives every number the opposite sign.
  func negateElements(_ dtype: DType) {
    switch dtype {
    case .float16, .bfloat16: change(UInt16.self) { $0 ^ 0x8000 }
    case .float32: change(UInt32.self) { $0 ^ 0x8000_0000 }
    case .float64: change(UInt64.self) { $0 ^ 1 << 63 }
    case .int8, .uint8: change(UInt8.self) { 0 &- $0 }
    case .int16: change(UInt16.self) { 0 &- $0 }
    case .int32: change(UInt32.self) { 0 &- $0 }
    case .int64: change(UInt64.self) { 0 &- $0 }
    case .bool: preconditionFailure("truth values have no sign")
    }
  }

  private func swapBytes<T: FixedWidthInteger>(of type: T.Type) {
    change(type) { $0.byteSwapped }
  }

  private func change<T: FixedWidthInteger>(_ type: T.Type, _ body: (T) -> T) {
    let size = MemoryLayout<T>.size
    for offset in Swift.stride(from: 0, to: count / size * size, by: size) {
      let value = loadUnaligned(fromByteOffset: offset, as: T.self)
      storeBytes(of: body(value), toByteOffset: offset, as: T.self)
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
