import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoNN
import ShinsoTensor

/// A network with trained weights, the preprocessing it was trained with and its classes.
public struct PretrainedNetwork {
  public let name: String
  public let model: any TensorLayer
  public let preprocessing: ImagePreprocessing
  public let classes: ClassNames
  /// The layer whose output serves as features unless another is named.
  public let featureLayer: String
  /// Of the file of weights.
  private let digest: String

  /// Unless another is named.
  static let usual = "efficientnet-lite0"

  /// A network of the zoo by name, fetched if it is absent.
  public init(_ name: String) throws {
    let entry = try ModelZoo.entry(name)
    let folder = try Fetching.folder(entry.entry)
    let card = entry.card
    let weights = folder.appending(path: card.weights)
    let network = EfficientNetLite0()
    let renamed = try PyTorchFile.stateDict(weights).compactMap { name, tensor in
      EfficientNetLite0.name(ofPyTorch: name).map { ($0, tensor) }
    }
    try network.load(renamed, from: weights.path)
    network.evaluate()
    self.name = name
    model = network
    let list = folder.appending(path: card.classes)
    classes = try ClassNames(list)
    guard classes.count == Self.classCount else {
      throw InputError(
        list.path, "lists \(classes.count) classes where \(name) has \(Self.classCount) outputs")
    }
    preprocessing = try ImagePreprocessing(card)
    featureLayer = "pool"
    digest = try SHA256.hex(of: weights)
  }

  /// ImageNet's, of which every network of the zoo is so far.
  private static let classCount = 1000

  /// Layers, shapes, parameters and multiply-adds of a network of the zoo, which need no weights.
  public static func summary(of name: String) throws -> String {
    let input = try ModelZoo.entry(name).card.input
    return EfficientNetLite0().summary(input: [1, 3, input.height, input.width])
  }

  /// The layers of a network of the zoo that consist of others, with their shapes: those that its
  /// summary shows by their parts.
  public static func wholes(of name: String) throws -> [(name: String, output: Shape)] {
    let input = try ModelZoo.entry(name).card.input
    let network = EfficientNetLite0()
    let layers = outputs(of: network, input: [1, 3, input.height, input.width])
    return layers.filter { layer in layers.contains { $0.name.hasPrefix(layer.name + ".") } }
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
    network.evaluate()
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
    of dataset: any ClassificationDataset, layer: String? = nil, batchSize: Int = 8
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

/// What one layer of a network makes of a dataset, batch by batch.
public final class FeatureBatches {
  private let model: any TensorLayer
  private let module: Module
  private let batches: Batches
  private let complaint: InputError
  private var output: Tensor?

  init(model: any TensorLayer, module: Module, batches: Batches, complaint: InputError) {
    self.model = model
    self.module = module
    self.batches = batches
    self.complaint = complaint
  }

  /// The features of the next samples, `[B, D]`, or nil at the end.
  ///
  /// - Throws: the error of the first picture that cannot be read; or that the layer gives nothing.
  public func next() throws -> Tensor? {
    guard let batch = try batches.next() else { return nil }
    output = nil
    let hook = module.onForward { [self] _, value in output = value as? Tensor }
    defer { module.removeHook(hook) }
    withoutGradients { _ = model(batch.samples) }
    guard let features = output else { throw complaint }
    return features.rank > 2 ? features.flattened(from: 1) : features
  }
}

extension ImagePreprocessing {
  init(_ card: ModelCard) throws {
    let input = card.input
    guard let interpolation = Interpolation(rawValue: input.interpolation) else {
      throw InputError(card.network, "asks for the unknown interpolation \(input.interpolation)")
    }
    self.init(
      width: input.width, height: input.height, shortSide: input.shortSide,
      interpolation: interpolation,
      normalization: ImageNormalization(
        mean: input.mean, standardDeviation: input.standardDeviation))
  }
}
