import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoNN
import ShinsoTensor

/// A network with trained weights, the preprocessing it was trained with and its classes.
public struct PretrainedNetwork {
  /// For titles and messages.
  public internal(set) var name: String
  public let architecture: Architecture
  public let model: any TensorLayer
  public internal(set) var preprocessing: ImagePreprocessing
  public internal(set) var classNames: [String]
  /// Whether these are names rather than numbers.
  public internal(set) var hasClassNames: Bool
  /// WordNet's, where the classes are ImageNet's.
  public internal(set) var classIdentifiers: [String]?
  /// The layer whose output serves as features unless another is named.
  public let featureLayer: String
  /// The layer where the weights end; nil: they reach the classes.
  public let lastLayer: String?
  /// Of the files of weights.
  public let digest: String
  /// Whether it was trained on picture files rather than on a data set in a format of its own.
  var learnedFromPictures = false

  /// Whether its classes are the digits of MNIST's form, white on black.
  package var takesDigits: Bool {
    preprocessing.format == .gray && !learnedFromPictures
      && classNames == (0..<10).map(String.init)
  }

  /// Unless another is named.
  public static let defaultName = ModelZoo.entries.first { $0.lastLayer == nil }?.id ?? "none"

  /// A network by whatever ``NetworkSource`` takes; published weights are fetched if absent.
  public init(_ name: String) throws { self = try NetworkSource(name).load() }

  init(
    _ model: any TensorLayer, _ architecture: Architecture, name: String,
    _ classes: ClassNames.Usual, digest: String
  ) {
    model.mode = .evaluation
    self.name = name
    self.architecture = architecture
    self.model = model
    preprocessing = architecture.preprocessing
    classNames = classes.names
    hasClassNames = classes.areNames
    classIdentifiers = classes.identifiers
    featureLayer = architecture.featureLayer
    lastLayer = nil
    self.digest = digest
  }

  /// The same network with other means subtracted from its channels, in its own order and units;
  /// itself if there are none.
  ///
  /// - Throws: `InputError` if there are not as many means as channels.
  public func subtracting(mean: [Float]?) throws -> PretrainedNetwork {
    var network = self
    network.preprocessing = try preprocessing.subtracting(mean: mean, network: name)
    return network
  }

  /// The same network for images of another size; itself if none is given.
  ///
  /// - Throws: `InputError` if its weights do not take that size.
  public func taking(size: Int?) throws -> PretrainedNetwork {
    guard let size, size != preprocessing.width else { return self }
    guard let sizes = architecture.sizes, sizes.shareWeights else {
      throw InputError(
        "--size \(size)",
        "the weights of \(name) take images of \(preprocessing.width) pixels and no others")
    }
    if !sizes.contains(size) { throw InputError("--size \(size)", "\(name) takes \(sizes.words)") }
    var network = self
    network.preprocessing = preprocessing.sized(size)
    return network
  }

  /// The network for use alone, made anew at each call: up to its classes.
  public func optimized() -> any TensorLayer {
    traced.endingAtFirstOutput.optimizedForInference()
  }

  /// The network as a graph, made anew at each call unless it came as one.
  var traced: Graph { model as? Graph ?? model.traced(input: preprocessing.inputShape) }

  /// What makes the output of that layer, for use alone.
  func optimized(endingAt layer: String) throws -> Graph {
    if !layer.isEmpty, model.module(named: layer) != nil {
      let graph = traced.optimizedForInference(keeping: [layer])
      if let part = graph.ending(atLayer: layer) { return part }
      throw InputError(
        "--layer \(layer)", "gives no tensor when \(name) is only used; name another")
    }
    if layer.isEmpty, architecture.classCount == nil {
      throw InputError(
        name,
        "is not a classifier: name the layer of the features, one of "
          + "`shinso summary \(architecture.path)`")
    }
    if let lastLayer {
      throw InputError("--layer \(layer)", "the published weights of \(name) end at \(lastLayer)")
    }
    throw InputError(
      "--layer \(layer)",
      "\(name) has no such layer; its layers are listed by `shinso summary \(architecture.path)`")
  }

  /// All that a layer's features depend on besides the picture.
  func featureKey(_ layer: String, _ pooling: FeaturePooling) -> String {
    Self.featureKey(
      name: name, digest: digest, layer: layer, pooling: pooling, preprocessing: preprocessing)
  }

  /// - Parameter digest: of the file of weights.
  static func featureKey(
    name: String, digest: String, layer: String, pooling: FeaturePooling,
    preprocessing: ImagePreprocessing
  ) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let preparation = (try? encoder.encode(preprocessing)) ?? Data()
    return [
      name, digest, layer, pooling.rawValue, String(decoding: preparation, as: UTF8.self), "2",
    ].joined(separator: "\n")
  }
}
