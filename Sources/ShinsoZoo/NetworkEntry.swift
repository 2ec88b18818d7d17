import ShinsoData
import ShinsoNN
import ShinsoTensor
import ShinsoTraining

/// A network of the registry: what it is, how it is built, how its pictures are prepared, how it is
/// trained, and where trained weights come from.
public protocol NetworkEntry: Sendable {
  /// Its name in every command.
  static var name: String { get }
  static var year: Int { get }
  static var title: String { get }
  /// Authors, title, where it was published.
  static var paper: String { get }
  /// Of the network as it was published.
  static var classCount: Int { get }
  /// Numbers that are learned, running statistics not counted.
  static var parameterCount: Int { get }
  static var preprocessing: ImagePreprocessing { get }
  /// The layer whose output serves as features unless another is named.
  static var featureLayer: String { get }
  static var recipe: Recipe { get }
  /// The data that it is trained on unless others are named: an id of the data catalog, or what to
  /// give.
  static var data: String { get }
  static var expectation: String { get }
  /// nil: there are none that a machine can get from its package registries.
  static var pretrained: PretrainedWeights? { get }

  /// - Parameters:
  ///   - classes: outputs.
  ///   - variant: options of its own, by name, as a model's file keeps them.
  static func make(classes: Int, variant: [String: String]) -> any TensorLayer

  /// The network's own name for a weight of a PyTorch file; nil for one that nothing needs.
  static func name(ofPyTorch key: String, variant: [String: String]) -> String?
}

extension NetworkEntry {
  public static var pretrained: PretrainedWeights? { nil }

  /// The same name, without the counters of batch norm.
  public static func name(ofPyTorch key: String, variant: [String: String]) -> String? {
    key.hasSuffix("num_batches_tracked") ? nil : key
  }

  /// The network as it was published.
  public static func make() -> any TensorLayer { make(classes: classCount, variant: [:]) }
}

extension NetworkEntry {
  /// One picture, `[1, channels, height, width]`.
  public static var inputShape: Shape { preprocessing.inputShape }
}
