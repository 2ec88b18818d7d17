import ShinsoData
import ShinsoModels
import ShinsoNN
import ShinsoTraining

/// What ``VGG16Entry`` and ``VGG19Entry`` have in common. The recipe is the paper's: momentum 0.9, decay
/// 5e-4, rate 0.01, divided by ten when nothing gets better (here after each third of the run), 74
/// epochs, batches of 256 (here 32, which fit into an ordinary machine); parts of 224 pixels of images
/// with a short side of 256, mirrored, colors shifted. Where they are not varied, images are resized to a
/// short side of 224.
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
      length: .epochs(74))
  }
  public static var data: String { "openclipart" }

  public static var augmentation: (any ImageTransform)? {
    preprocessing.randomCrop(shortSide: 256, colors: true)
  }

  /// `torchvision` is the same net as `caffe` for images as torchvision's weights want them; `norm` is
  /// torchvision's with batch normalization.
  public static var variants: [String] { ["caffe", "torchvision", "norm"] }

  public static func make(classes: Int, variant: [String: String]) -> any TensorLayer {
    VGG(depth, classes: classes, norm: hasNorm(variant))
  }

  public static func parameterCount(variant: [String: String]) -> Int {
    hasNorm(variant) ? normParameterCount : parameterCount
  }

  public static func preprocessing(variant: [String: String]) -> ImagePreprocessing {
    ["torchvision", "norm"].contains(variant["variant"])
      ? .torchvision(size: 224, shortSide: 256) : preprocessing
  }

  public static func name(ofPyTorch key: String, variant: [String: String]) -> String? {
    PyTorchName.converted(key, modules: VGG.torchvisionModules(depth, norm: hasNorm(variant)))
  }

  public static var caffeForms: [CaffeForm] { [CaffeForm(variant: "caffe")] }

  private static func hasNorm(_ variant: [String: String]) -> Bool {
    variant["variant"] == "norm"
  }
}
