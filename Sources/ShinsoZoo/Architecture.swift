import Foundation
import ShinsoData
import ShinsoNN
import ShinsoTensor

/// A network without weights, which can be built for any number of classes.
public struct Architecture {
  /// What names it in a model's file: a name of the registry, the path of files, or ``caffe``.
  public let source: String
  /// What the command line calls it.
  let path: String
  /// Options of its own, as a model's file keeps them.
  public let variant: [String: String]
  /// The number of classes of the network as published; nil if it is not a classifier.
  public let classCount: Int?
  public let preprocessing: ImagePreprocessing
  /// The layer whose output serves as features unless another is named.
  public let featureLayer: String
  /// The sizes that it can be made for besides its own.
  public let sizes: InputSizes?
  /// Whether its weights come with those of parts that are there in training alone.
  let holdsMore: Bool
  private let build: (_ classes: Int) throws -> any TensorLayer

  /// - Parameter build: makes the network with random weights; one that is not a classifier takes no
  ///   notice of the number of classes.
  public init(
    source: String, variant: [String: String] = [:], path: String? = nil, classCount: Int?,
    preprocessing: ImagePreprocessing, featureLayer: String, sizes: InputSizes? = nil,
    holdsMore: Bool = false,
    build: @escaping (_ classes: Int) throws -> any TensorLayer
  ) {
    self.source = source
    self.path = path ?? source
    self.variant = variant
    self.classCount = classCount
    self.preprocessing = preprocessing
    self.featureLayer = featureLayer
    self.sizes = sizes
    self.holdsMore = holdsMore
    self.build = build
  }

  init(_ entry: any NetworkEntry.Type, variant: [String: String] = [:]) {
    self.init(
      source: entry.name, variant: variant, classCount: entry.classCount(variant: variant),
      preprocessing: entry.preprocessing(variant: variant),
      featureLayer: entry.featureLayer(variant: variant), sizes: entry.sizes
    ) { entry.make(classes: $0, variant: variant) }
  }

  /// The same network for pictures that are prepared in another way.
  func preparing(_ input: ImagePreprocessing) -> Architecture {
    Architecture(
      source: source, variant: variant, path: path, classCount: classCount, preprocessing: input,
      featureLayer: featureLayer, sizes: sizes, holdsMore: holdsMore, build: build)
  }

  /// The same network for pictures that are prepared as a card says.
  ///
  /// - Parameter folder: of the card, for messages.
  /// - Throws: `InputError` if the network does not take them.
  func preparing(_ card: ModelCard, in folder: URL) throws(InputError) -> Architecture {
    guard preprocessing.inputShape == card.input.inputShape else {
      throw InputError(
        folder.path,
        "\(ModelCard.fileName) says images \(card.input.inputShape), which \(card.weights) does "
          + "not take: \(preprocessing.inputShape)")
    }
    return preparing(card.input)
  }

  /// The network with random weights, all sizes fixed.
  public func make(classes: Int? = nil) throws -> any TensorLayer {
    let network = try build(classes ?? classCount ?? 0)
    if network.parameters.contains(where: { !$0.value.isMaterialized }) {
      network.mode = .evaluation
      withoutGradients { _ = network(.zeros(preprocessing.inputShape)) }
      network.mode = .training
    }
    return network
  }

  /// Layers, shapes, parameters and multiply-adds.
  public func summary() throws -> String {
    try make().summary(input: preprocessing.inputShape)
  }

  /// Its graph in the language of Graphviz.
  ///
  /// - Parameter optimized: as it is used, with layers fused.
  public func drawing(title: String, optimized: Bool) throws -> String {
    let graph = try make().traced(input: preprocessing.inputShape)
    return (optimized ? graph.optimizedForInference() : graph).dot(title: title)
  }

  /// The layers that consist of others, with their shapes: those that the summary shows by their
  /// parts.
  public func compositeLayers() throws -> [(name: String, output: Shape)] {
    let layers = Self.outputs(of: try make(), input: preprocessing.inputShape)
    return layers.filter { layer in layers.contains { $0.name.hasPrefix(layer.name + ".") } }
  }

  /// Every module below a network whose output can serve as features.
  private static func outputs(
    of network: any TensorLayer, input: Shape
  ) -> [(name: String, output: Shape)] {
    var found: [String: Shape] = [:]
    let parts = network.modules.filter { !$0.name.isEmpty }
    let hooks = parts.map { name, module in
      (module, module.onForward { _, output in found[name] = (output as? Tensor)?.shape })
    }
    let modes = network.modes
    network.mode = .evaluation
    _ = Trace.of(watching: []) { network(Tensor(meta: TensorSpec(shape: input))) }
    network.modes = modes
    for (module, hook) in hooks { module.removeHook(hook) }
    return parts.compactMap { part in found[part.name].map { (part.name, $0) } }
  }
}
