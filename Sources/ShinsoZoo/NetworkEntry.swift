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
  /// Of the pictures that it is trained on by its paper's recipe, in turns by epoch: the first is the
  /// usual one. Empty: its own alone.
  static var trainingSizes: [Int] { get }
  /// Of the network as it was published.
  static var classCount: Int { get }
  /// Numbers that are learned; neither running statistics nor auxiliary heads are counted.
  static var parameterCount: Int { get }
  static var preprocessing: ImagePreprocessing { get }
  /// nil: it takes pictures of its own size alone.
  static var sizes: InputSizes? { get }
  /// The layer whose output serves as features unless another is named.
  static var featureLayer: String { get }
  static var recipe: Recipe { get }
  /// The data that it is trained on unless others are named: an id of the data catalog, or what to
  /// give.
  static var data: String { get }
  static var expectation: String { get }
  /// Of the first variant; nil: nobody offers any.
  static var pretrained: PretrainedWeights? { get }
  /// The classes of weights that others publish, whose files do not name them; nil for numbers.
  static var classNames: [String]? { get }
  /// The forms in which it is known, for `--variant`; the first is what it is unless another is
  /// named. Empty: there is one alone.
  static var variants: [String] { get }

  /// - Parameters:
  ///   - classes: outputs.
  ///   - variant: options of its own, by name, as a model's file keeps them; `size` is the width and
  ///     height of its input, if it is one of ``sizes`` and not its own.
  static func make(classes: Int, variant: [String: String]) -> any TensorLayer

  // What differs where variants do.
  static func classCount(variant: [String: String]) -> Int
  static func parameterCount(variant: [String: String]) -> Int
  static func preprocessing(variant: [String: String]) -> ImagePreprocessing
  /// Random changes of the pictures that it is trained on; nil for none.
  static func augmentation(variant: [String: String]) -> Augmentation?
  static func featureLayer(variant: [String: String]) -> String

  /// This network's name for a weight of PyTorch's state dictionary; nil for one that nothing needs.
  static func name(ofPyTorch key: String, variant: [String: String]) -> String?

  /// The forms of its files for Caffe that are published. Empty: there are none, and a file must have
  /// this network's own names.
  static var caffeForms: [CaffeForm] { get }

  /// How it takes weights of Keras; nil: it does not.
  static var kerasForm: KerasForm? { get }
}

extension NetworkEntry {
  public static var sizes: InputSizes? { nil }
  public static var trainingSizes: [Int] { [] }
  /// What ``PublishedWeights`` lists.
  public static var pretrained: PretrainedWeights? { PublishedWeights.weights(of: name) }
  public static var classNames: [String]? { nil }
  public static var variants: [String] { [] }
  public static var caffeForms: [CaffeForm] { [] }
  public static var kerasForm: KerasForm? { nil }

  public static func classCount(variant: [String: String]) -> Int { classCount }
  public static func parameterCount(variant: [String: String]) -> Int { parameterCount }
  public static func preprocessing(variant: [String: String]) -> ImagePreprocessing {
    preprocessing.sized(variant)
  }
  public static func augmentation(variant: [String: String]) -> Augmentation? {
    recipe.augmentation
  }
  public static func featureLayer(variant: [String: String]) -> String { featureLayer }

  public static func name(ofPyTorch key: String, variant: [String: String]) -> String? {
    PyTorchName.converted(key)
  }

  /// The network as it was published.
  public static func make() -> any TensorLayer { make(classes: classCount, variant: [:]) }

  /// What varies training pictures and gives them the network's size; nil if nothing does.
  public static func transform(
    _ augmentation: Augmentation?, variant: [String: String]
  ) -> ImagePipeline? {
    let own = preprocessing(variant: variant.filter { $0.key != "size" }).width
    return augmentation?.transform(for: preprocessing(variant: variant), ownSize: own)
  }

  /// - Parameter subject: what the error is about.
  /// - Throws: `InputError` for a size that it cannot be made for.
  public static func check(size: Int, of subject: String) throws(InputError) {
    guard let sizes else {
      throw InputError(
        subject, "\(name) takes images of \(preprocessing.width) pixels and no others")
    }
    if !sizes.contains(size) { throw InputError(subject, "\(name) takes \(sizes.words)") }
  }

  /// What ``make(classes:variant:)`` takes for one of ``variants``, or for nil.
  ///
  /// - Parameter subject: what the error is about, if not the option.
  /// - Throws: `InputError` for a name that is not one of them.
  public static func options(
    variant: String?, of subject: String? = nil
  ) throws(InputError) -> [String: String] {
    guard let variant else { return [:] }
    guard variants.contains(variant) else {
      throw InputError(
        subject ?? "--variant",
        "there is no \(name) '\(variant)'; "
          + (variants.isEmpty ? "it has no variants" : "it has \(variants.joined(separator: ", "))")
      )
    }
    return ["variant": variant]
  }
}

extension NetworkEntry {
  /// One picture, `[1, channels, height, width]`.
  public static var inputShape: Shape { inputShape(variant: [:]) }

  public static func inputShape(variant: [String: String]) -> Shape {
    preprocessing(variant: variant).inputShape
  }
}
