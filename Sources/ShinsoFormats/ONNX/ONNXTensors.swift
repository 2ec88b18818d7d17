import Foundation
import ShinsoSchemas
import ShinsoTensor
import SwiftProtobuf

/// Reads the tensors of an ONNX file.
package struct ONNXTensors {
  /// What error messages call the file.
  let name: String
  /// Where tensors that lie in other files are looked for; nil: nowhere.
  let folder: URL?

  /// A tensor alone in a file, `.pb`, as ONNX's tests and examples have them.
  ///
  /// - Throws: `InputError` for a damaged file.
  package static func read(_ source: any ByteSource) throws -> Tensor {
    let proto: ONNXTensorProto
    do { proto = try ONNXTensorProto(serializedBytes: source.allBytes(), partial: true) } catch {
      throw InputError(source.name, "is damaged, or holds no tensor of ONNX")
    }
    return try ONNXTensors(name: source.name, folder: nil).tensor(proto)
  }

  /// The tensor that a message describes, from this file or the one beside it that it names.
  ///
  /// - Throws: `InputError` for a damaged one, and for types that Shinso has not.
  func tensor(_ proto: ONNXTensorProto) throws -> Tensor {
    func problem(_ text: String) -> InputError {
      InputError(name, "the tensor \(quoted(proto.name)) \(text)")
    }
    guard let dtype = ONNXElementType(rawValue: Int(proto.dataType))?.element?.dtype else {
      throw problem("is of ONNX's type \(proto.dataType), which is not known here")
    }
    let dims = proto.dims.map { Int($0) }
    guard let size = TensorSize.bytes(dims, dtype) else {
      throw problem("is damaged: no tensor has the shape \(dims)")
    }
    if proto.dataLocation == 1 {
      let (file, offset) = try external(proto, size: size)
      return try Tensor(shape: Shape(dims), dtype: dtype) { target in
        try file.read(at: offset, into: UnsafeMutableRawBufferPointer(rebasing: target[..<size]))
        target.normalizeElements(dtype, swapped: false)
      }
    }
    if proto.hasRawData {
      guard proto.rawData.count == size else {
        throw problem("has \(proto.rawData.count) bytes, not \(size) for its shape \(dims)")
      }
      return Tensor(shape: Shape(dims), dtype: dtype) { target in
        proto.rawData.withUnsafeBytes { if !$0.isEmpty { target.copyMemory(from: $0) } }
        target.normalizeElements(dtype, swapped: false)
      }
    }
    let (count, shape) = (size / dtype.size, Shape(dims))
    func values<Value>(_ list: [Value]) throws -> [Value] {
      guard list.count == count else {
        throw problem("has \(list.count) elements, not \(count) for its shape \(dims)")
      }
      return list
    }
    switch dtype {
    case .float32: return Tensor(try values(proto.floatData), shape: shape)
    case .float64: return Tensor(try values(proto.doubleData), shape: shape)
    case .int64: return Tensor(try values(proto.int64Data), shape: shape)
    case .float16, .bfloat16:
      let bits = try values(proto.int32Data)
      return Tensor(shape: shape, dtype: dtype) { target in
        for (place, value) in bits.enumerated() {
          target.storeBytes(
            of: UInt16(truncatingIfNeeded: value), toByteOffset: 2 * place, as: UInt16.self)
        }
      }
    default: return Tensor(try values(proto.int32Data), shape: shape).cast(to: dtype)
    }
  }

  /// The file that a tensor lies in, and where.
  private func external(
    _ proto: ONNXTensorProto, size: Int
  ) throws -> (file: InputFile, offset: Int) {
    func problem(_ text: String) -> InputError {
      InputError(name, "the tensor \(quoted(proto.name)) \(text)")
    }
    let entries = Dictionary(proto.externalData.map { ($0.key, $0.value) }) { first, _ in first }
    let path = entries["location"] ?? ""
    guard let folder else { throw problem("lies in another file, \(quoted(path))") }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    // What a file names must not lead out of its folder.
    guard !path.isEmpty, !path.hasPrefix("/"), !path.contains("\0"), !parts.contains("..") else {
      throw problem("lies in \(quoted(path)), which is not beside it")
    }
    guard let offset = Int(entries["offset"] ?? "0"), offset >= 0,
      let length = entries["length"].map({ Int($0) }) ?? size, length == size
    else { throw problem("says no place of \(size) bytes in \(quoted(path))") }
    return (try InputFile(folder.appending(path: path)), offset)
  }
}
