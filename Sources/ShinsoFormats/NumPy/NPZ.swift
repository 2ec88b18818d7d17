import Foundation
import ShinsoTensor

/// NumPy's archive of named arrays (`np.savez`, `np.load`): a zip archive of npy files.
public enum NPZ {
  /// All arrays in the file at `url`, in file order; those of a type that no `Tensor` has are left out,
  /// and a note names them. Throws `InputError` if it is damaged. `NPZArchive` reads single arrays.
  public static func read(_ url: URL) throws -> [(name: String, tensor: Tensor)] {
    try read(InputFile(url))
  }

  /// All arrays in `source`; see `read(_:)`.
  public static func read(_ source: any ByteSource) throws -> [(name: String, tensor: Tensor)] {
    let archive = try NPZArchive(source)
    try ZipEntryReader.checkExpansion(of: archive.zip.entries, name: source.name)
    return try archive.tensors()
  }

  /// Writes `tensors` to the file at `url`, atomically. Throws `InputError` if it cannot be
  /// written.
  public static func write(
    _ tensors: [(name: String, tensor: Tensor)], to url: URL, compressed: Bool = false
  ) throws {
    try NPZWriter.write(to: url, compressed: compressed) { archive in
      for (name, tensor) in tensors { try archive.add(name, tensor) }
    }
  }
}

/// An npz file opened for reading; its arrays are read one by one.
public struct NPZArchive: Sendable {
  /// The names of the arrays, in file order.
  public let names: [String]
  let zip: ZipArchive

  /// Opens the file at `url`. Throws `InputError` if it is damaged or not an npz file.
  public init(_ url: URL) throws { try self.init(InputFile(url)) }

  /// Opens the archive in `source`; see `init(_:)`.
  public init(_ source: any ByteSource) throws {
    zip = try ZipArchive(source)
    names = zip.entries.map(\.name).filter { $0.hasSuffix(".npy") }.map { String($0.dropLast(4)) }
  }

  /// The array with that name. Throws `InputError` if there is none, or if it is damaged or of an
  /// unsupported type.
  public func tensor(named name: String) throws -> Tensor {
    try read(name) { try NPY.tensor($0, $1, byteCount: $1.remaining) }
  }

  /// All arrays that a `Tensor` can hold, in file order; a note names the others.
  func tensors() throws -> [(name: String, tensor: Tensor)] {
    let types = try names.map { name in
      let header = try open(name).0
      return (name: name, isRead: header.type?.readDType != nil, type: header.descriptor)
    }
    UnreadTensors.note(types.filter { !$0.isRead }.map { ($0.name, $0.type) }, in: zip.name)
    return try types.filter(\.isRead).map { ($0.name, try tensor(named: $0.name)) }
  }

  /// The one-dimensional array of strings with that name.
  public func strings(named name: String) throws -> [String] {
    try read(name) { try NPYStrings.read($0, $1) }
  }

  private func read<Result>(_ name: String, _ body: (NPYHeader, ZipEntryReader) throws -> Result)
    throws -> Result
  {
    let (header, stream) = try open(name)
    let result = try body(header, stream)
    try stream.finish()
    return result
  }

  /// The header of the array with that name, and a reader for what follows it.
  func open(_ name: String) throws -> (NPYHeader, ZipEntryReader) {
    guard let entry = zip.find(name + ".npy") else {
      let known = names.prefix(10).map(quoted).joined(separator: ", ")
      throw InputError(
        zip.name, "has no array \(quoted(name)); it has \(known)\(names.count > 10 ? ", …" : "")")
    }
    let stream = try ZipEntryReader(zip, entry)
    let header = try NPYHeader.read(name: stream.name) { count in
      guard count <= stream.remaining else {
        throw InputError(stream.name, "is truncated or damaged: its npy header ends early")
      }
      return try stream.bytes(count)
    }
    return (header, stream)
  }
}
