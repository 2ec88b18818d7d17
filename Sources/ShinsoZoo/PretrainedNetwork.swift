import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoNN
import ShinsoTensor

/// A network with trained weights, the preprocessing it was trained with and its classes.
public struct PretrainedNetwork {
  /// For titles and messages.
  public private(set) var name: String
  public let architecture: Architecture
  public let model: any TensorLayer
  public private(set) var preprocessing: ImagePreprocessing
  public private(set) var classNames: [String]
  /// Whether these are names rather than numbers.
  public private(set) var hasClassNames: Bool
  /// WordNet's, where the classes are ImageNet's.
  public private(set) var classIdentifiers: [String]?
  /// The layer whose output serves as features unless another is named.
  public let featureLayer: String
  /// The layer where the weights end; nil: they reach the classes.
  public let lastLayer: String?
  /// Of the files of weights.
  public let digest: String
  /// Whether it was trained on picture files rather than on a data set in a format of its own.
  private var learnedFromPictures = false

  /// Whether its classes are the digits of MNIST's form, white on black.
  package var takesDigits: Bool {
    preprocessing.format == .gray && !learnedFromPictures
      && classNames == (0..<10).map(String.init)
  }

  /// Unless another is named.
  public static let defaultName = ModelZoo.entries.first { $0.lastLayer == nil }?.id ?? "none"

  /// A network by whatever ``NetworkSource`` takes; published weights are fetched if absent.
  public init(_ name: String) throws { self = try NetworkSource(name).load() }

  init(published entry: any NetworkEntry.Type, _ architecture: Architecture) throws {
    guard let pretrained = entry.pretrained else {
      throw InputError(
        entry.name,
        "has no published weights; train it (shinso train \(entry.name)) and name the run in its "
          + "place, or name a file by --weights")
    }
    if let variant = architecture.variant["variant"], variant != entry.variants.first {
      throw InputError(
        "--variant \(variant)", "has no published weights; name a file of them by --weights")
    }
    let folder = try Fetching.folder(pretrained.entry)
    let card = try ModelCard(folder: folder)
    let weights = folder.appending(path: card.weights)
    var classes: ClassNames?
    if let file = card.classes, pretrained.trunk == nil {
      let list = folder.appending(path: file)
      let names = try ClassNames(list)
      guard names.count == entry.classCount else {
        throw InputError(
          list.path,
          "lists \(counted(names.count, "class", "classes")) where \(entry.name) has "
            + "\(counted(entry.classCount, "output"))")
      }
      classes = names
    }
    model = try pretrained.trunk?.make() ?? architecture.make()
    try model.load(pretrained.load?(folder) ?? [], from: weights.path)
    model.mode = .evaluation
    name = entry.name
    self.architecture = architecture
    classNames = classes?.names ?? []
    hasClassNames = true
    classIdentifiers = classes?.identifiers
    preprocessing = card.input
    lastLayer = pretrained.trunk?.lastLayer
    featureLayer = lastLayer ?? entry.featureLayer
    digest = try SHA256.hex(of: weights)
  }

  /// The network in a folder of the zoo.
  ///
  /// - Throws: `InputError` where the files do not fit what the card says.
  init(zoo folder: URL, name: String) throws {
    let card = try ModelCard(folder: folder)
    let weights = folder.appending(path: card.weights)
    if let (entry, architecture) = try card.architecture() {
      try self.init(entry, architecture, weights: weights, part: nil)
    } else {
      self = try NetworkSource(weights.path).load()
      guard preprocessing.inputShape == card.input.inputShape else {
        throw InputError(
          folder.path,
          "\(ModelCard.fileName) says images \(card.input.inputShape), which \(card.weights) does "
            + "not take: \(preprocessing.inputShape)")
      }
    }
    self.name = name
    preprocessing = card.input
    guard let file = card.classes else { return }
    let classes = try ClassNames(folder.appending(path: file))
    guard classes.count == classNames.count else {
      throw InputError(
        folder.appending(path: file).path,
        "lists \(counted(classes.count, "class", "classes")) where \(name) has "
          + "\(counted(classNames.count, "output"))")
    }
    classNames = classes.names
    hasClassNames = true
    classIdentifiers = classes.identifiers
  }

  init(
    _ entry: any NetworkEntry.Type, _ architecture: Architecture, weights: URL, part: String?
  ) throws {
    let file = try WeightsFile(weights, part: part)
    let candidates = try file.candidates(entry, architecture)
    var problem: (any Error)?
    for candidate in candidates {
      do {
        let (network, count) = try file.network(entry, candidate)
        let names = entry.classNames.flatMap { $0.count == count ? $0 : nil }
        self.init(
          network, candidate, name: entry.name, ClassNames.usual(count: count, named: names),
          digest: try SHA256.hex(of: weights))
        return
      } catch { problem = problem ?? error }
    }
    throw problem ?? InputError(weights.path, "does not fit")
  }

  init(_ foreign: ForeignNetwork) throws {
    guard let trained = foreign.trained else {
      throw InputError(foreign.name, "comes without trained weights; name a file by --weights")
    }
    let count = foreign.architecture.classCount ?? 0
    if let names = foreign.classNames, names.count != count {
      throw InputError(
        foreign.name,
        "has \(counted(count, "output")) and names for "
          + "\(counted(names.count, "class", "classes"))")
    }
    let classes = ClassNames.usual(count: count, named: foreign.classNames)
    self.init(
      try trained(), foreign.architecture, name: foreign.name, classes,
      digest: try foreign.files.map { try SHA256.hex(of: $0) }.joined(separator: " "))
  }

  private init(
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

  /// A network of the registry that `shinso train` left in a file.
  ///
  /// - Throws: `InputError` for a file of something else.
  public init(_ name: String, trained file: URL) throws {
    let metadata = try SafetensorsFile(file).metadata
    let architecture = try Architecture(Networks.entry(name), trained: metadata, in: file)
    try self.init(architecture, trained: file, name: name)
  }

  init(_ architecture: Architecture, trained file: URL, name: String) throws {
    let content = try SafetensorsFile(file)
    let metadata = content.metadata
    guard let classes = metadata["classes"],
      let names = try? JSONDecoder().decode([String].self, from: Data(classes.utf8)),
      !names.isEmpty
    else { throw InputError(file.path, "does not say its classes") }
    let network = try architecture.make(classes: names.count)
    try network.load(
      content.tensors(), from: file.path, ignoring: { _ in architecture.holdsMore })
    self.init(
      network, architecture, name: name, ClassNames.Usual(names: names, areNames: true),
      digest: try SHA256.hex(of: file))
    learnedFromPictures = metadata["pictures"] != nil
    guard let saved = metadata["preprocessing"] else { return }
    guard
      let input = try? JSONDecoder().decode(ImagePreprocessing.self, from: Data(saved.utf8))
    else { throw InputError(file.path, "has a preprocessing that makes no sense") }
    guard input.inputShape == architecture.preprocessing.inputShape else {
      throw InputError(file.path, "prepares images in a way that \(name) does not take")
    }
    preprocessing = input
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
  func optimized(endingAt layer: String) throws -> any TensorLayer {
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
