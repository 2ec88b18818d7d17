import ShinsoData
import ShinsoModels
import ShinsoNN
import ShinsoTraining

/// What ``VGG16Entry`` and ``VGG19Entry`` have in common. The recipe is that of the paper's section 3.1:
/// momentum 0.9, decay 5e-4, rate 0.01, divided by ten three times, when nothing gets better (here after
/// each quarter of the run), 74 epochs, batches of 256 (here eight of 32, which fit into an ordinary
/// machine); parts of 224 pixels of images with a short side of 256 to 512, mirrored, colors shifted.
/// Where they are not varied, images are resized to a short side of 224. The paper begins with the layers
/// of a shallower net; Glorot & Bengio's initial values, which it found later, do without.
public protocol VGGEntry: NetworkEntry {
  static var depth: VGG.Depth { get }
  /// With batch normalization.
  static var normParameterCount: Int { get }
}

extension VGGEntry {
  public static var year: Int { 2014 }
  public static var paper: String {
    "Simonyan & Zisserman, Very deep convolutional networks for large-scale image recognition, "
      + "ICLR 2015"
  }
  public static var classCount: Int { 1000 }
  public static var preprocessing: ImagePreprocessing {
    .caffe(size: 224, shortSide: 224, mean: [104, 117, 124])
  }
  public static var featureLayer: String { "fc7" }
  public static var recipe: Recipe {
    Recipe(
      .sgd, learningRate: 0.01, momentum: 0.9, weightDecay: 5e-4, schedule: .step, batchSize: 32,
      length: .epochs(74), milestones: Recipe.quarters
    ).with {
      $0.accumulate = 8
      $0.rateFollowsBatch = true
      $0.augmentation = Augmentation(.crop(shortSide: 256...512), colorPCA: 0.1)
    }
  }
  public static var data: String { "openclipart" }

  /// Five poolings, then fully connected layers.
  public static var sizes: InputSizes? {
    InputSizes(from: 32, multiplesOf: 32, shareWeights: false)
  }

  /// `torchvision` is the same net as `caffe` for images as torchvision's weights want them; `norm` is
  /// torchvision's with batch normalization.
  public static var variants: [String] { ["caffe", "torchvision", "norm"] }

  public static func make(classes: Int, variant: [String: String]) -> any TensorLayer {
    VGG(
      depth, classes: classes, norm: hasNorm(variant),
      inputSize: preprocessing(variant: variant).width)
  }

  public static func parameterCount(variant: [String: String]) -> Int {
    hasNorm(variant) ? normParameterCount : parameterCount
  }

  public static func preprocessing(variant: [String: String]) -> ImagePreprocessing {
    (["torchvision", "norm"].contains(variant["variant"])
      ? .torchvision(size: 224, shortSide: 256) : preprocessing).sized(variant)
  }

  public static func name(ofPyTorch key: String, variant: [String: String]) -> String? {
    PyTorchName.converted(key, modules: VGG.torchvisionModules(depth, norm: hasNorm(variant)))
  }

  public static var caffeForms: [CaffeForm] { [CaffeForm(variant: "caffe")] }

  /// Keras's weights are Caffe's.
  public static var kerasForm: KerasForm? { KerasForm(variant: "caffe") }

  private static func hasNorm(_ variant: [String: String]) -> Bool {
    variant["variant"] == "norm"
  }
}
