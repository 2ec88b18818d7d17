import ShinsoTensor

/// Reads unsigned integers of 16 bits and more, which no tensor has, as signed ones of more bits.
struct ElementWidening {
  private let type: ElementType
  /// Whether the file has the other byte order.
  private let isSwapped: Bool

  /// - Parameter type: `uint16`, `uint32` or `uint64`.
  init(_ type: ElementType, isSwapped: Bool) {
    self.type = type
    self.isSwapped = isSwapped
  }

  /// Throws `InputError` if a number is too large for 64 bits with a sign.
  func tensor(_ bytes: [UInt8], shape: Shape, name: String) throws -> Tensor {
    switch type {
    case .uint16: Tensor(values(bytes, UInt16.self).map { Int32($0) }, shape: shape)
    case .uint32: Tensor(values(bytes, UInt32.self).map { Int64($0) }, shape: shape)
    default:
      Tensor(
        try values(bytes, UInt64.self).map { value in
          guard let number = Int64(exactly: value) else {
            throw InputError(
              name, "holds the number \(value), which is too large; save it with .astype('int64')")
          }
          return number
        }, shape: shape)
    }
  }

  private func values<T: FixedWidthInteger>(_ bytes: [UInt8], _ type: T.Type) -> [T] {
    bytes.withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count, by: MemoryLayout<T>.size).map { offset in
        let value = bytes.loadUnaligned(fromByteOffset: offset, as: T.self)
        return isSwapped ? value.byteSwapped : value
      }
    }
  }
}
