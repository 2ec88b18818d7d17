import ShinsoData
import ShinsoFormats
import ShinsoTensor

/// Square patches from random places of gray images, one a draw.
struct PatchDataset: Dataset {
  /// Draws in an epoch.
  let count: Int
  let size: Int
  private let images: Tensor
  let identity: String

  /// - Parameter images: `[N, 1, height, width]`, float32.
  init(_ images: Tensor, size: Int, count: Int) {
    // The loader threads need plain host memory, because converting a tensor is computing.
    self.images = images.copied()
    self.size = size
    self.count = count
    var digest = SHA256()
    digest.update("\(images.shape) \(size)")
    self.images.withUnsafeBytes { digest.update($0) }
    identity = digest.hex()
  }

  var bytesPerSample: Int { size * size * MemoryLayout<Float>.stride }

  /// `[patches, size · size]`.
  func batch(_ draws: [Draw]) throws -> Tensor {
    let (number, height, width) = (images.shape[0], images.shape[2], images.shape[3])
    let values: [Float] = images.withUnsafeBytes { bytes in
      let pixels = bytes.bindMemory(to: Float.self)
      return draws.flatMap { draw in
        var generator = draw.generator
        func below(_ limit: Int) -> Int { Int(generator.next() % UInt64(limit)) }
        let (image, top, left) = (
          below(number), below(height - size + 1), below(width - size + 1)
        )
        return (0..<size).flatMap { row in
          let start = (image * height + top + row) * width + left
          return pixels[start..<start + size]
        }
      }
    }
    return Tensor(values, shape: [draws.count, size * size])
  }
}
