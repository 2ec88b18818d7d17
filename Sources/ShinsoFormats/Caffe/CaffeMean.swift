import Foundation
import ShinsoSchemas
import ShinsoTensor

/// Mean images of Caffe's: what is subtracted from every input.
public enum CaffeMean {
  /// The largest mean that is read, in bytes.
  private static let limit = 1 << 28

  /// The mean in a `.binaryproto` or `.npy` file, `[C, H, W]`, in the order of channels of the data
  /// that it was computed from (BGR for images). Throws `InputError` if it is something else.
  public static func read(_ url: URL) throws -> Tensor { try read(InputFile(url)) }

  /// The mean in `source`; see `read(_:)`.
  public static func read(_ source: any ByteSource) throws -> Tensor {
    guard source.size <= limit else {
      throw InputError(source.name, "is too large for a mean image")
    }
    let start = try source.bytes(at: 0, count: min(source.size, NPYHeader.magic.count))
    let mean =
      start.elementsEqual(NPYHeader.magic) ? try NPY.read(source) : try binaryProto(source)
    let dims = mean.shape.dims
    // [1, C, H, W] in Caffe's files; the mean of each channel alone may be a vector.
    let shape: Shape? =
      switch dims.count {
      case 1: [dims[0], 1, 1]
      case 3: mean.shape
      case 4 where dims[0] == 1: Shape(Array(dims[1...]))
      default: nil
      }
    guard let shape, mean.elementCount > 0, mean.dtype.isFloatingPoint else {
      throw InputError(
        source.name, "has the shape \(mean.shape); a mean is [C, H, W] or one number a channel")
    }
    return mean.cast(to: .float32).reshaped(shape)
  }

  /// The mean image that a net or solver names; its path counts from the current folder, as in Caffe,
  /// or from that of `file`, and in the end the name alone is looked for beside it. nil if it is
  /// nowhere.
  public static func read(_ path: String, namedIn file: URL) throws -> Tensor? {
    try CaffePath.find(path, namedIn: file.deletingLastPathComponent()).map(read)
  }

  private static func binaryProto(_ source: any ByteSource) throws -> Tensor {
    var scanner = CaffeBlobScanner(source)
    let blob = try CaffeBlobProto(scanned: scanner.scan(.blob), file: source.name)
    guard let values = scanner.values.first, values.byteCount > 0 else {
      throw InputError(source.name, "is not a mean image: it has no values")
    }
    let count = values.byteCount / (values.isDouble ? 8 : 4)
    let shape = try blob.shape(count: count, of: "", file: source.name)
    return try values.tensor(shape, from: source)
  }
}
