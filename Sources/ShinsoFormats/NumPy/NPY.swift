import Foundation
import ShinsoTensor

/// NumPy's file format for one array (`np.save`, `np.load`), versions 1.0 to 3.0. Big-endian and
/// Fortran-order arrays are converted. Types without a `DType` (unsigned integers of 16 bits and
/// more, complex numbers, dates, records, Python objects) are refused.
public enum NPY {
  /// The array in the file at `url`. Throws `InputError` if it is damaged or of an unsupported
  /// type.
  public static func read(_ url: URL) throws -> Tensor { try read(InputFile(url)) }

  /// The array in `source`; see `read(_:)`.
  public static func read(_ source: any ByteSource) throws -> Tensor {
    let stream = SourceStream(source)
    let header = try NPYHeader.read(from: stream, in: source)
    return try tensor(header, stream, byteCount: stream.remaining)
  }

  /// Writes `tensor` to the file at `url`, atomically. Throws `InputError` if it cannot be written
  /// or is of type bfloat16, which NumPy does not have.
  public static func write(_ tensor: Tensor, to url: URL) throws {
    let header = try NPYHeader(tensor.shape, tensor.dtype, name: url.path)
    try AtomicFile.write(to: url) { file in
      try file.write(header.bytes)
      try tensor.withUnsafeBytes { try file.write($0) }
    }
  }

  /// The array whose elements are the last `byteCount` bytes of `stream`.
  static func tensor(_ header: NPYHeader, _ stream: any ByteStream, byteCount: Int) throws
    -> Tensor
  {
    let (dtype, swapped) = try header.elementType(name: stream.name)
    try header.check(itemSize: dtype.size, byteCount: byteCount, name: stream.name)
    let isTransposed = header.isFortranOrder && header.shape.count > 1
    return try Tensor(shape: Shape(header.shape), dtype: dtype) { target in
      if isTransposed {
        let source = try stream.bytes(byteCount)
        var strides = [1]
        for extent in header.shape.dropLast() {
          strides.append(strides.last.map { $0 * extent } ?? 1)
        }
        source.withUnsafeBytes {
          target.gather($0, dims: header.shape, strides: strides, offset: 0, size: dtype.size)
        }
      } else {
        try stream.readFully(into: UnsafeMutableRawBufferPointer(rebasing: target[..<byteCount]))
      }
      target.normalizeElements(dtype, swapped: swapped)
    }
  }
}
