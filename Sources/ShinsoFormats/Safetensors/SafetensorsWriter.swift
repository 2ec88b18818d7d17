import Foundation
import ShinsoTensor

extension SafetensorsFile {
  /// Writes `tensors` to the file at `url`, atomically. Tensors with larger element types come
  /// first, and names are sorted, so that every tensor is aligned and the same tensors give the
  /// same bytes. Throws `InputError` if the file cannot be written. Names must differ.
  public static func write(
    _ tensors: [(name: String, tensor: Tensor)], metadata: [String: String] = [:], to url: URL
  ) throws {
    let parts = try parts(tensors, metadata, url.path)
    try AtomicFile.write(to: url) { file in try parts { try file.write($0) } }
  }

  /// The bytes of such a file.
  public static func data(
    _ tensors: [(name: String, tensor: Tensor)], metadata: [String: String] = [:]
  ) throws -> Data {
    var data = Data()
    try parts(tensors, metadata, "safetensors")({ data.append(contentsOf: $0) })
    return data
  }

  /// Hands out the bytes of a file from its beginning to its end.
  private static func parts(
    _ tensors: [(name: String, tensor: Tensor)], _ metadata: [String: String], _ path: String
  ) throws -> (_ write: (UnsafeRawBufferPointer) throws -> Void) throws -> Void {
    let sorted = tensors.sorted {
      (-$0.tensor.dtype.size, $0.name) < (-$1.tensor.dtype.size, $1.name)
    }
    let header = try header(of: sorted, metadata, path)
    var length: [UInt8] = []
    length.append(littleEndian: UInt64(header.count))
    let start = length + header
    return { write in
      try start.withUnsafeBytes(write)
      for (_, tensor) in sorted {
        let size = tensor.shape.elementCount * tensor.dtype.size
        try tensor.withUnsafeBytes { try write(UnsafeRawBufferPointer(rebasing: $0[..<size])) }
      }
    }
  }

  private static func header(
    of tensors: [(name: String, tensor: Tensor)], _ metadata: [String: String], _ path: String
  ) throws -> [UInt8] {
    var fields: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key < $1.key }.map { "\(json($0.key)):\(json($0.value))" }
      fields.append("\"__metadata__\":{\(pairs.joined(separator: ","))}")
    }
    var names: Set<ExactName> = [ExactName("__metadata__")]
    var offset = 0
    for (name, tensor) in tensors {
      guard names.insert(ExactName(name)).inserted else {
        throw InputError(path, "cannot hold two tensors named \(quoted(name))")
      }
      let end = offset + tensor.shape.elementCount * tensor.dtype.size
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      fields.append(
        "\(json(name)):{\"dtype\":\"\(SafetensorsType(ElementType(tensor.dtype)).rawValue)\","
          + "\"shape\":[\(shape)],\"data_offsets\":[\(offset),\(end)]}")
      offset = end
    }
    var header = Array("{\(fields.joined(separator: ","))}".utf8)
    // Pad with spaces to align the data to 8 bytes.
    header.append(contentsOf: repeatElement(0x20, count: (8 - header.count % 8) % 8))
    guard header.count <= maximumHeaderLength else {
      throw InputError(
        path, "would need a header of \(header.count) bytes, more than the format allows")
    }
    return header
  }

  private static func json(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { scalar in
      switch scalar {
      case "\"": return "\\\""
      case "\\": return "\\\\"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: return String(scalar)
      }
    }
    return "\"" + escaped.joined() + "\""
  }
}
