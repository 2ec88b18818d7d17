import Foundation
import ShinsoData
import ShinsoFormats
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
  /// Where its weights end; nil: they reach the classes.
  public let lastLayer: String?
  private let architecture: Architecture
  /// nil: it is not a classifier.
  private let classCount: Int?

  init(random architecture: Architecture, name: String, seed: UInt64) throws {
    RandomGenerator.shared.key = RandomKey(seed: seed, counter: 0)
    model = try architecture.make()
    self.name = name
    self.architecture = architecture
    preprocessing = architecture.preprocessing
    classCount = architecture.classCount
    (classNames, isTrained, lastLayer) = ([], false, nil)
  }

  init(_ network: PretrainedNetwork) {
    name = network.name
    model = network.model
    architecture = network.architecture
    preprocessing = network.preprocessing
    classNames = network.hasClassNames ? network.classNames : []
    classCount = architecture.classCount == nil ? nil : network.classNames.count
    isTrained = true
    lastLayer = network.lastLayer
  }

  /// Writes the network, atomically.
  ///
  /// - Returns: what a user should know of the file.
  /// - Throws: `InputError` that names the layer that the format has nothing for, or a file that
  ///   cannot be written.
  public func write(_ format: ExportFormat, to file: URL) throws -> [String] {
    var notes: [String] = []
    if !isTrained { notes.append("with random weights") }
    if let lastLayer { notes.append("up to \(lastLayer), where its weights end") }
    switch format {
    case .onnx:
      let export = try onnx()
      try export.write(to: file)
      if !export.takesAnyBatch { notes.append("for one number of samples alone") }
    case .safetensors:
      try SafetensorsFile.write(model.state, metadata: metadata, to: file)
      if metadata.isEmpty { notes += weightsAlone(file) }
    case .npz:
      try NPZ.write(model.state, to: file)
      notes += weightsAlone(file)
    case .caffemodel:
      let export = try caffe()
      try export.write(to: file)
      notes.append("described by \(CaffeExport.description(beside: file).lastPathComponent)")
      notes += export.notes
    }
    return notes
  }

  private var entry: (any NetworkEntry.Type)? {
    Networks.entries.first { $0.name == architecture.source }
  }

  /// The width of its pictures, where it is another than the network has by itself.
  private var unusualSize: Int? {
    guard let entry else { return nil }
    let own = entry.preprocessing(variant: architecture.variant.filter { $0.key != "size" })
    return own.width == preprocessing.width ? nil : preprocessing.width
  }

  /// What a file of weights by name does not say.
  private func weightsAlone(_ file: URL) -> [String] {
    var options = ""
    if let entry, let variant = architecture.variant["variant"], entry.variants.first != variant {
      options += " --variant \(variant)"
    }
    if let unusualSize { options += " --size \(unusualSize)" }
    if options.isEmpty { return ["weights alone"] }
    return ["weights alone", "read back by `--weights \(file.relativePath)\(options)`"]
  }

  /// Stops where the format has nothing for a layer.
  func check(_ format: ExportFormat) throws {
    switch format {
    case .onnx: _ = try onnx()
    case .caffemodel: _ = try caffe()
    case .safetensors, .npz: break
    }
  }

  private var graph: Graph { model as? Graph ?? model.traced(input: preprocessing.inputShape) }

  private func onnx() throws -> ONNXExport {
    var notes = [ONNXPreprocessing.key: Self.json(preprocessing)]
    if !classNames.isEmpty { notes[ONNXPreprocessing.classesKey] = Self.json(classNames) }
    return try ONNXExport(graph, title: name, metadata: notes)
  }

  private func caffe() throws -> CaffeExport {
    try CaffeExport(graph, title: name, input: preprocessing)
  }

  /// As in the model of a run, so that the file stands for the network wherever one may; empty where
  /// the weights do not reach the classes, or nothing but its own files describes the network.
  private var metadata: [String: String] {
    let isKnown = architecture.source == Architecture.caffe || entry != nil
    guard isKnown, lastLayer == nil, let count = classCount else { return [:] }
    let names = classNames.isEmpty ? (0..<count).map(String.init) : classNames
    var metadata = architecture.variant
    if let unusualSize { metadata["size"] = String(unusualSize) }
    return metadata.merging([
      NetworkSource.networkKey: architecture.source, "system": architecture.source,
      "classes": Self.json(names), "preprocessing": Self.json(preprocessing),
    ]) { $1 }
  }

  private static func json(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}

extension NetworkSource {
  /// The network with its weights.
  ///
  /// - Parameters:
  ///   - format: what it will be written in. Where weights have to be fetched, what the format cannot
  ///     hold is told before.
  ///   - seed: in place of its weights, random ones such as training begins with; nil: its own.
  /// - Throws: `InputError` where it has no weights, they cannot be read, or the format does not hold
  ///   the network.
  public func exportable(_ format: ExportFormat, random seed: UInt64?) throws -> ExportableNetwork {
    if let seed { return try ExportableNetwork(random: architecture, name: name, seed: seed) }
    guard isTrained else {
      throw InputError(
        name,
        "has no trained weights: train it (shinso train \(name)) and export the run, name a file of "
          + "them by --weights, or write random ones by --random")
    }
    if mayFetch {
      try ExportableNetwork(random: architecture, name: name, seed: 0).check(format)
    }
    return ExportableNetwork(try load())
  }
}
