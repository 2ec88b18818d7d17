import Foundation
import ShinsoTensor

/// NumPy's file format for one array (`np.save`, `np.load`), versions 1.0 to 3.0. Big-endian and
/// Fortran-order arrays are converted, and unsigned integers of 16 bits and more become signed ones of more
/// bits. Other types without a `DType` (complex numbers, dates, records, Python objects) are refused.
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
    let type = try header.elementType(name: stream.name)
    try header.check(itemSize: type.size, byteCount: byteCount, name: stream.name)
    guard let dtype = type.dtype else {
      var elements = [UInt8](repeating: 0, count: byteCount)
      try elements.withUnsafeMutableBytes { try read(header, stream, type.size, into: $0) }
      return try ElementWidening(type, isSwapped: header.isBigEndian).tensor(
        elements, shape: Shape(header.shape), name: stream.name)
    }
    return try Tensor(shape: Shape(header.shape), dtype: dtype) { target in
      let target = UnsafeMutableRawBufferPointer(rebasing: target[..<byteCount])
      try read(header, stream, type.size, into: target)
      target.normalizeElements(dtype, swapped: header.isBigEndian)
    }
  }

  /// Reads the elements in row-major order.
  private static func read(
    _ header: NPYHeader, _ stream: any ByteStream, _ size: Int,
    into target: UnsafeMutableRawBufferPointer
  ) throws {
    let isTransposed = header.isFortranOrder && header.shape.count > 1
    guard isTransposed else { return try stream.readFully(into: target) }
    let source = try stream.bytes(target.count)
    var strides = [1]
    for extent in header.shape.dropLast() {
      strides.append(strides.last.map { $0 * extent } ?? 1)
    }
    source.withUnsafeBytes {
      target.gather($0, dims: header.shape, strides: strides, offset: 0, size: size)
    }
  }
}
