import Foundation
import ShinsoSchemas
import ShinsoTensor
import SwiftProtobuf

/// An ONNX file (https://onnx.ai): a graph of operators, and the tensors in it.
///
/// ```swift
/// let file = try ONNXFile(url)
/// print(file.producer, file.opset, file.operators)
/// ```
public struct ONNXFile: Sendable {
  /// What error messages call the file.
  public let name: String
  package let model: ONNXModelProto
  /// Where tensors that lie in other files are looked for; nil: nowhere.
  private let folder: URL?

  /// Protobuf's own limit, and how deep graphs may lie within graphs.
  private static let (sizeLimit, depthLimit) = (Int(Int32.max), 32)

  /// - Throws: `InputError` for a file that is damaged or in another format.
  public init(_ url: URL) throws {
    try self.init(InputFile(url), folder: url.deletingLastPathComponent())
  }

  /// - Parameter folder: of the files that its tensors may lie in; nil for none.
  public init(_ source: any ByteSource, folder: URL? = nil) throws {
    var options = BinaryDecodingOptions()
    options.messageDepthLimit = Self.depthLimit
    options.discardUnknownFields = true
    let bytes = try source.allBytes(limit: Self.sizeLimit)
    do {
      model = try ONNXModelProto(serializedBytes: bytes, partial: true, options: options)
    } catch {
      throw InputError(source.name, "is damaged, or is not an ONNX file")
    }
    guard model.hasGraph, !model.graph.node.isEmpty else {
      throw InputError(source.name, "is not an ONNX file: it has no graph of operators")
    }
    name = source.name
    self.folder = folder
  }

  package init(_ model: ONNXModelProto, name: String) {
    self.model = model
    self.name = name
    folder = nil
  }

  /// The program that wrote it, with its version.
  public var producer: String {
    [model.producerName, model.producerVersion].filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// The version of ONNX's own operators; 1 where the file does not say.
  public var opset: Int {
    let own = model.opsetImport.first { $0.domain.isEmpty || $0.domain == "ai.onnx" }
    return own.map { Int(clamping: $0.version) } ?? 1
  }

  /// What the writer noted, by key.
  public var metadata: [String: String] {
    Dictionary(model.metadataProps.map { ($0.key, $0.value) }) { first, _ in first }
  }

  /// Whether a file looks like one: its first field is the version of the format, as every program
  /// writes it.
  public static func seemsToBe(_ url: URL) -> Bool {
    if url.pathExtension == "onnx" { return true }
    guard let source = try? InputFile(url), source.size > 16,
      let start = try? source.bytes(at: 0, count: 3)
    else { return false }
    return start[0] == 0x08 && (3...15).contains(start[1]) && [0x12, 0x3A, 0x42].contains(start[2])
  }

  /// The tensor that a message describes, from this file or the one beside it that it names.
  ///
  /// - Throws: `InputError` for a damaged one, and for types that Shinso has not.
  package func tensor(_ proto: ONNXTensorProto) throws -> Tensor {
    try ONNXTensors(name: name, folder: folder).tensor(proto)
  }
}
