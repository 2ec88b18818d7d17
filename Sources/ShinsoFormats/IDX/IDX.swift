import Foundation
import ShinsoTensor

/// Reads IDX files, the format of MNIST (http://yann.lecun.com/exdb/mnist/): two zero bytes, the
/// element type, the number of axes, the sizes and the elements, all big-endian. The file may be
/// gzipped.
public enum IDX {
  private static let types: [UInt8: DType] = [
    0x08: .uint8, 0x09: .int8, 0x0B: .int16, 0x0C: .int32, 0x0D: .float32, 0x0E: .float64,
  ]

  /// The array in the file at `url`. For MNIST, images are `[N, H, W]` and labels `[N]`, both
  /// uint8. Throws `InputError` if the file is damaged or its size does not match its header.
  public static func read(_ url: URL) throws -> Tensor { try read(InputFile(url)) }

  /// The array in `source`; see `read(_:)`.
  public static func read(_ source: any ByteSource) throws -> Tensor {
    if try Gzip.matches(source) {
      let stream = try GzipReader(source)
      // The decompressed size is not known, but deflate has a maximum ratio.
      let (limit, overflow) = source.size.multipliedReportingOverflow(by: Inflater.maximumRatio)
      let tensor = try read(stream, available: 0...(overflow ? .max : limit))
      var extra: UInt8 = 0
      guard try withUnsafeMutableBytes(of: &extra, { try stream.read(into: $0) }) == 0 else {
        throw InputError(source.name, "is damaged: it holds more than its header says")
      }
      return tensor
    }
    return try read(SourceStream(source), available: source.size...source.size)
  }

  /// Reads an array whose size, with its header, must be in the range `available`, in bytes.
  private static func read(_ stream: any ByteStream, available: ClosedRange<Int>) throws -> Tensor {
    let start = try stream.bytes(4)
    guard start[0] == 0, start[1] == 0, let dtype = types[start[2]] else {
      throw InputError(stream.name, "is not an IDX file")
    }
    let headerSize = 4 + 4 * Int(start[3])
    guard headerSize <= available.upperBound else {
      throw InputError(stream.name, "is truncated: the IDX header ends early")
    }
    var header = ByteReader(try stream.bytes(headerSize - 4), name: stream.name)
    var dims: [Int] = []
    while header.remaining > 0 { dims.append(try header.length(UInt32.self, .big)) }
    guard let size = TensorSize.bytes(dims, dtype), size <= Int.max - headerSize,
      available.contains(headerSize + size)
    else {
      let shape = dims.prefix(8).map(String.init).joined(separator: " × ")
      throw InputError(
        stream.name,
        "is truncated or damaged: its size does not fit \(shape)\(dims.count > 8 ? " × …" : "") "
          + "elements of \(dtype.rawValue)")
    }
    return try Tensor(shape: Shape(dims), dtype: dtype) { target in
      try stream.readFully(into: UnsafeMutableRawBufferPointer(rebasing: target[..<size]))
      target.normalizeElements(dtype, swapped: true)
    }
  }
}
