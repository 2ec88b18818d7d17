import ShinsoData
import ShinsoModels
import ShinsoNN
import ShinsoTraining

/// AlexNet by its paper's recipe, section 5: batches of 128 (Caffe's solver has 256), momentum 0.9, decay
/// 5e-4, rate 0.01, divided by ten three times, when nothing gets better (here after each quarter of the
/// run), about 90 epochs. Section 4.1: parts of 227 pixels (the paper says 224, which does not fit its
/// layers) of images with a short side of 256, mirrored, colors shifted along the principal components of
/// ImageNet's. The paper: 40.7 % top-1 and 18.2 % top-5 error on the validation images, each in ten
/// parts; five networks together 38.1 % and 16.4 %.
public enum AlexNetEntry: NetworkEntry {
  public static let name = "alexnet"
  public static let year = 2012
  public static let title = "AlexNet"
  public static let paper =
    "Krizhevsky, Sutskever & Hinton, ImageNet classification with deep convolutional neural networks, "
    + "NIPS 2012"
  public static let classCount = 1000
  public static let parameterCount = 60_965_224
  public static let preprocessing = ImagePreprocessing.caffe(size: 227, shortSide: 256)
  public static let featureLayer = "fc7"
  /// Three poolings must leave something.
  public static let sizes: InputSizes? = InputSizes(from: 67, shareWeights: false)
  public static let variants = AlexNet.Variant.allCases.map(\.rawValue)
  public static let recipe = Recipe(
    .sgd, learningRate: 0.01, momentum: 0.9, weightDecay: 5e-4, schedule: .step, batchSize: 128,
    length: .epochs(90), milestones: Recipe.quarters
  ).with {
    $0.rateFollowsBatch = true
    $0.augmentation = Augmentation(.crop(shortSide: 256...256), colorPCA: 0.1)
  }
  public static let data = "openclipart"
  public static let expectation = "ImageNet: 40.7 % top-1 error, 18.2 % top-5 (paper)"

  public static func make(classes: Int, variant: [String: String]) -> any TensorLayer {
    AlexNet(
      classes: classes, variant: kind(variant), inputSize: preprocessing(variant: variant).width)
  }

  public static func parameterCount(variant: [String: String]) -> Int {
    kind(variant) == .torchvision ? 61_100_840 : parameterCount
  }

  public static func preprocessing(variant: [String: String]) -> ImagePreprocessing {
    (kind(variant) == .torchvision ? .torchvision(size: 224, shortSide: 256) : preprocessing)
      .sized(variant)
  }

  public static func name(ofPyTorch key: String, variant: [String: String]) -> String? {
    PyTorchName.converted(
      key,
      modules: [
        "features.0": "conv1", "features.3": "conv2", "features.6": "conv3", "features.8": "conv4",
        "features.10": "conv5", "classifier.1": "fc6", "classifier.4": "fc7",
        "classifier.6": "fc8",
      ])
  }

  /// Both nets have the same weights; what tells them apart is whether they normalize or pool first.
  public static let caffeForms = [
    CaffeForm(variant: AlexNet.Variant.caffe.rawValue, order: ["norm1", "pool1"]),
    CaffeForm(variant: AlexNet.Variant.caffenet.rawValue, order: ["pool1", "norm1"]),
  ]

  private static func kind(_ variant: [String: String]) -> AlexNet.Variant {
    variant["variant"].flatMap(AlexNet.Variant.init) ?? .caffe
  }
}
