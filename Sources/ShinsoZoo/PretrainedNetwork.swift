import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoNN
import ShinsoTensor
import ShinsoTraining

/// A network with trained weights, the preprocessing it was trained with and its classes.
public struct PretrainedNetwork {
  public let name: String
  public let model: any TensorLayer
  public let preprocessing: ImagePreprocessing
  public let classNames: [String]
  /// WordNet's, where the classes are ImageNet's.
  public let classIdentifiers: [String]?
  /// The layer whose output serves as features unless another is named.
  public let featureLayer: String
  /// Of the file of weights.
  let digest: String

  /// Unless another is named.
  public static let defaultName = ModelZoo.entries.first?.id ?? "none"

  /// A network of the zoo by name, fetched if it is absent.
  ///
  /// - Throws: `InputError` for an unknown name, one whose weights nobody publishes, or a damaged file.
  public init(_ name: String) throws {
    let entry = try Networks.entry(name)
    guard let pretrained = entry.pretrained else {
      throw InputError(
        name,
        "has no published weights; train it (shinso train \(name)) and name the run by --model")
    }
    let folder = try Fetching.folder(pretrained.entry)
    let card = try ModelCard(folder: folder)
    let weights = folder.appending(path: card.weights)
    let list = folder.appending(path: card.classes)
    let classes = try ClassNames(list)
    guard classes.count == entry.classCount else {
      throw InputError(
        list.path, "lists \(classes.count) classes where \(name) has \(entry.classCount) outputs")
    }
    let network = entry.make()
    try network.load(pretrained.load(folder), from: weights.path)
    network.mode = .evaluation
    self.name = name
    model = network
    classNames = classes.names
    classIdentifiers = classes.identifiers
    preprocessing = card.input
    featureLayer = entry.featureLayer
    digest = try SHA256.hex(of: weights)
  }

  /// A network of the registry that `shinso train` left in a file.
  ///
  /// - Throws: `InputError` for a file of something else.
  public init(_ name: String, trained file: URL) throws {
    let entry = try Networks.entry(name)
    let content = try SafetensorsFile(file)
    let metadata = content.metadata
    guard let classes = metadata["classes"],
      let names = try? JSONDecoder().decode([String].self, from: Data(classes.utf8)),
      !names.isEmpty
    else { throw InputError(file.path, "does not say its classes") }
    if let hidden = metadata["hidden"] {
      let sizes = hidden.split(separator: ",").map { Int($0) ?? 0 }
      guard !sizes.isEmpty, sizes.allSatisfy((1...65_536).contains) else {
        throw InputError(file.path, "says hidden \(hidden), which makes no sense")
      }
    }
    _ = try entry.options(variant: metadata["variant"], of: file.path)
    let network = entry.make(classes: names.count, variant: metadata)
    let input = entry.preprocessing(variant: metadata)
    try network.load(content.tensors(), from: file.path)
    network.mode = .evaluation
    self.name = name
    model = network
    classNames = names
    classIdentifiers = nil
    preprocessing =
      try metadata["preprocessing"].map {
        do {
          return try JSONDecoder().decode(ImagePreprocessing.self, from: Data($0.utf8))
        } catch { throw InputError(file.path, "has a preprocessing that makes no sense") }
      } ?? input
    guard
      preprocessing.format == input.format && preprocessing.width == input.width
        && preprocessing.height == input.height
    else {
      throw InputError(file.path, "prepares images in a way that \(name) does not take")
    }
    featureLayer = entry.featureLayer(variant: metadata)
    digest = try SHA256.hex(of: file)
  }

  /// Layers, shapes, parameters and multiply-adds of a network of the registry, which need no
  /// weights.
  ///
  /// - Parameter variant: nil for the network that the entry describes.
  public static func summary(of name: String, variant: String? = nil) throws -> String {
    let (network, input) = try published(name, variant)
    return network.summary(input: input)
  }

  /// A network's graph in the language of Graphviz; needs no weights.
  ///
  /// - Parameter optimized: as it is used, with layers fused.
  public static func drawing(of name: String, variant: String?, optimized: Bool) throws -> String {
    let (network, input) = try published(name, variant)
    let graph = network.traced(input: input)
    return (optimized ? graph.optimizedForInference() : graph).dot(title: variant ?? name)
  }

  /// The layers of a network that consist of others, with their shapes: those that its summary shows
  /// by their parts.
  public static func compositeLayers(
    of name: String, variant: String? = nil
  ) throws -> [(name: String, output: Shape)] {
    let (network, input) = try published(name, variant)
    let layers = outputs(of: network, input: input)
    return layers.filter { layer in layers.contains { $0.name.hasPrefix(layer.name + ".") } }
  }

  /// A network as it was published, with initial weights, and the shape of one picture.
  private static func published(
    _ name: String, _ variant: String?
  ) throws -> (network: any TensorLayer, input: Shape) {
    let entry = try Networks.entry(name)
    let options = try entry.options(variant: variant)
    return (
      entry.make(classes: entry.classCount(variant: options), variant: options),
      entry.inputShape(variant: options)
    )
  }

  /// Every module below a network whose output can serve as features.
  static func outputs(
    of network: any TensorLayer, input: Shape
  ) -> [(name: String, output: Shape)] {
    var found: [String: Shape] = [:]
    let parts = network.modules.filter { !$0.name.isEmpty }
    let hooks = parts.map { name, module in
      (module, module.onForward { _, output in found[name] = (output as? Tensor)?.shape })
    }
    let modes = network.modes
    network.mode = .evaluation
    withoutGradients { _ = network(Tensor.zeros(input)) }
    network.modes = modes
    for (module, hook) in hooks { module.removeHook(hook) }
    return parts.compactMap { part in found[part.name].map { (part.name, $0) } }
  }

  /// All that a layer's features depend on besides the picture.
  func featureKey(_ layer: String) -> String {
    Self.featureKey(name: name, digest: digest, layer: layer, preprocessing: preprocessing)
  }

  /// - Parameter digest: of the file of weights.
  static func featureKey(
    name: String, digest: String, layer: String, preprocessing: ImagePreprocessing
  ) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let preparation = (try? encoder.encode(preprocessing)) ?? Data()
    return [name, digest, layer, String(decoding: preparation, as: UTF8.self), "1"]
      .joined(separator: "\n")
  }

  /// Outputs of one layer for every sample, batch by batch; nil: the layer `featureLayer`.
  public func features(
    of dataset: some ClassificationDataset, layer: String? = nil, batchSize: Int = 8
  ) throws -> FeatureBatches {
    let layer = layer ?? featureLayer
    guard let module = model.module(named: layer), !layer.isEmpty else {
      throw InputError(
        "--layer \(layer)",
        "\(name) has no such layer; its layers are listed by `shinso zoo show \(name)`")
    }
    return FeatureBatches(
      model: model, module: module,
      batches: DataLoader(dataset, batchSize: batchSize).epoch(0),
      complaint: InputError(
        "--layer \(layer)", "gives no tensor when \(name) is only used; name another"))
  }
}
