import ShinsoTensor

/// Rows of floats that several threads change at once. Each row begins on a cache line; the floats
/// behind its end are zero.
final class PaddedRows: @unchecked Sendable {
  let count: Int
  let width: Int
  /// Floats from one row to the next.
  let stride: Int
  let floats: UnsafeMutablePointer<Float>
  /// How often training changed each row, up to 255.
  let changes: UnsafeMutablePointer<UInt8>
  private let memory: UnsafeMutableRawPointer

  /// Rows of zeros.
  init(count: Int, width: Int) {
    self.count = count
    self.width = width
    stride = (width + 15) / 16 * 16
    let size = max(count * stride, 1)
    memory = .allocate(byteCount: size * MemoryLayout<Float>.stride, alignment: 64)
    floats = memory.bindMemory(to: Float.self, capacity: size)
    floats.initialize(repeating: 0, count: size)
    changes = .allocate(capacity: max(count, 1))
    changes.initialize(repeating: 0, count: max(count, 1))
  }

  deinit {
    memory.deallocate()
    changes.deallocate()
  }

  func copy(_ other: PaddedRows) {
    floats.update(from: other.floats, count: max(count * stride, 1))
  }

  /// `[count, width]`.
  var tensor: Tensor {
    var values = [Float]()
    values.reserveCapacity(count * width)
    for row in 0..<count {
      values.append(contentsOf: UnsafeBufferPointer(start: floats + row * stride, count: width))
    }
    return Tensor(values, shape: [count, width])
  }

  /// - Parameter tensor: `[count, width]`.
  func load(_ tensor: Tensor) {
    tensor.withUnsafeBytes { bytes in
      let values = bytes.assumingMemoryBound(to: Float.self)
      for row in 0..<count {
        for column in 0..<width { floats[row * stride + column] = values[row * width + column] }
      }
    }
  }
}
