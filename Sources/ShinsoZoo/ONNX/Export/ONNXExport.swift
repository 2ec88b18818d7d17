import Foundation
import ShinsoFormats
import ShinsoNN
import ShinsoSchemas
import ShinsoTensor
import SwiftProtobuf

/// A graph as an ONNX file of operators of version 17.
///
/// ```swift
/// try ONNXExport(network.traced(input: [1, 3, 224, 224])).write(to: URL(filePath: "net.onnx"))
/// ```
public struct ONNXExport {
  /// Of ONNX's operators, and of its files.
  static let (opset, irVersion): (Int64, Int64) = (17, 8)

  /// Whether the file takes any number of samples.
  public let takesAnyBatch: Bool
  private let emitter: ONNXEmitter
  private let metadata: [String: String]

  /// - Parameter metadata: what to note in the file, by key.
  /// - Throws: `InputError` that names the layer that ONNX has nothing for.
  public init(_ graph: Graph, title: String, metadata: [String: String] = [:]) throws {
    emitter = ONNXEmitter(graph, title: title)
    takesAnyBatch = try emitter.run()
    self.metadata = metadata
  }

  /// Writes the file, atomically and one tensor at a time. Throws `InputError` if it cannot be
  /// written.
  public func write(to url: URL) throws {
    try AtomicFile.write(to: url) { file in
      var head = ONNXModelProto()
      head.irVersion = Self.irVersion
      head.producerName = "shinso"
      head.producerVersion = Version.current
      var opset = ONNXOperatorSetIdProto()
      opset.domain = ""
      opset.version = Self.opset
      head.opsetImport = [opset]
      head.metadataProps = metadata.sorted { $0.key < $1.key }.map { key, value in
        var entry = ONNXStringStringEntryProto()
        (entry.key, entry.value) = (key, value)
        return entry
      }
      head.graph = emitter.proto
      try file.write(bytes(head, url))
      for (name, tensor) in emitter.tensors {
        // Parts of a message that follow one another are one message.
        var part = ONNXModelProto()
        part.graph.initializer = [ONNXTensorProto(tensor, name: name)]
        try file.write(bytes(part, url))
      }
    }
  }

  private func bytes(_ proto: ONNXModelProto, _ url: URL) throws -> [UInt8] {
    do { return try proto.serializedBytes() } catch {
      throw InputError(url.path, "cannot be written: a tensor takes more than 2 GiB")
    }
  }
}

extension ONNXTensorProto {
  init(_ tensor: Tensor, name: String) {
    self.init()
    self.name = name
    dims = tensor.shape.map { Int64($0) }
    dataType = Int32(ONNXElementType(tensor.dtype).rawValue)
    let count = tensor.elementCount * tensor.dtype.size
    rawData = tensor.withUnsafeBytes { Data($0.prefix(count)) }
  }
}
