import Foundation
import ShinsoTensor

/// Writes an npz file array by array. An array can be written in pieces, so that the features of a
/// million images take no more memory than those of one batch.
///
/// ```swift
/// try NPZWriter.write(to: url) { archive in
///   try archive.add("features", shape: [count, 1280], dtype: .float32) { rows in
///     for batch in batches { try rows.append(features(of: batch)) }
///   }
///   try archive.add("labels", labels)
/// }
/// ```
public final class NPZWriter {
  private let zip: ZipWriter
  private let isCompressed: Bool

  /// Writes to the file at `url` the arrays that `body` adds, atomically. Throws `InputError`
  /// naming `url` if it cannot be written, and whatever `body` throws.
  public static func write<Result>(
    to url: URL, compressed: Bool = false, _ body: (NPZWriter) throws -> Result
  ) throws -> Result {
    try ZipWriter.write(to: url) { try body(NPZWriter($0, isCompressed: compressed)) }
  }

  private init(_ zip: ZipWriter, isCompressed: Bool) {
    self.zip = zip
    self.isCompressed = isCompressed
  }

  /// Adds an array. Throws `InputError` if it is of type bfloat16, which NumPy does not have.
  public func add(_ name: String, _ tensor: Tensor) throws {
    try add(name, shape: tensor.shape, dtype: tensor.dtype) { try $0.append(tensor) }
  }

  /// Adds a list of strings (file names, class names).
  public func add(_ name: String, _ strings: [String]) throws {
    try zip.add(name + ".npy", NPYStrings.bytes(strings), compressed: isCompressed)
  }

  /// Adds an array whose elements `body` appends, in row-major order and in pieces of any size.
  public func add(
    _ name: String, shape: Shape, dtype: DType, _ body: (NPYStreamWriter) throws -> Void
  ) throws {
    let header = try NPYHeader(shape, dtype, name: "\(zip.file.name): \(quoted(name))")
    try zip.add(name + ".npy", compressed: isCompressed) { entry in
      try entry.write(header.bytes)
      let stream = NPYStreamWriter(entry, shape: shape, dtype: dtype)
      try body(stream)
      precondition(
        stream.remaining == 0, "NPZWriter: \(stream.remaining) elements of '\(name)' are missing")
    }
  }
}

/// Receives the elements of an array piece by piece.
public final class NPYStreamWriter {
  /// The number of elements still missing.
  public private(set) var remaining: Int
  private let entry: ZipEntryWriter
  private let dtype: DType

  init(_ entry: ZipEntryWriter, shape: Shape, dtype: DType) {
    self.entry = entry
    self.dtype = dtype
    remaining = shape.elementCount
  }

  /// Appends the elements of `tensor`, which must have the array's type and no more elements than
  /// are missing. Throws `InputError` if they cannot be written.
  public func append(_ tensor: Tensor) throws {
    let count = tensor.shape.elementCount
    precondition(
      tensor.dtype == dtype,
      "NPYStreamWriter: got \(tensor.dtype.rawValue), expected \(dtype.rawValue)")
    precondition(
      count <= remaining, "NPYStreamWriter: got \(count) elements, \(remaining) are missing")
    try tensor.withUnsafeBytes {
      try entry.write(UnsafeRawBufferPointer(rebasing: $0[..<(count * dtype.size)]))
    }
    remaining -= count
  }
}
