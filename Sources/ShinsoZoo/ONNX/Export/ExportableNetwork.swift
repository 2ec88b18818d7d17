import Foundation
import ShinsoData
import ShinsoNN
import ShinsoTensor

/// A network on its way into a file of another framework.
public struct ExportableNetwork {
  public let name: String
  public let model: any TensorLayer
  public let preprocessing: ImagePreprocessing
  /// The names of its classes; empty where they have none.
  public let classNames: [String]
  /// Whether it has weights that somebody trained.
  public let isTrained: Bool

  /// The network as an ONNX file, with how its images are prepared.
  ///
  /// - Throws: `InputError` that names the layer that ONNX has nothing for.
  public func export() throws -> ONNXExport {
    let graph = model as? Graph ?? model.traced(input: preprocessing.inputShape)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var notes = [
      ONNXPreprocessing.key: String(
        decoding: try encoder.encode(preprocessing), as: UTF8.self)
    ]
    if !classNames.isEmpty {
      notes[ONNXPreprocessing.classesKey] = String(
        decoding: try encoder.encode(classNames), as: UTF8.self)
    }
    return try ONNXExport(graph, title: name, metadata: notes)
  }
}

extension NetworkSource {
  /// The network with its weights, or where nobody publishes any, with such as training begins with.
  ///
  /// - Throws: `InputError` where there are weights that cannot be read.
  public func exportable(seed: UInt64) throws -> ExportableNetwork {
    guard isTrained else {
      RandomGenerator.shared.key = RandomKey(seed: seed, counter: 0)
      return ExportableNetwork(
        name: name, model: try architecture.make(), preprocessing: architecture.preprocessing,
        classNames: [], isTrained: false)
    }
    let network = try load()
    return ExportableNetwork(
      name: name, model: network.model, preprocessing: network.preprocessing,
      classNames: network.hasClassNames ? network.classNames : [], isTrained: true)
  }
}
