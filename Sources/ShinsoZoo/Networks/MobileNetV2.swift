import ShinsoData
import ShinsoModels
import ShinsoNN
import ShinsoTraining

/// MobileNetV2. The paper's rate is 0.045 for batches of 96, times 0.98 after each epoch, which makes
/// a hundredth in 228 epochs, decay 4e-5; here batches of 32 take a third of the rate, and the
/// optimizer is SGD with momentum 0.9, as torchvision's, where the paper has RMSProp. The variant
/// `keras` is the network of Keras Applications, for its weights: images of -1 to 1.
public enum MobileNetV2Entry: NetworkEntry {
  public static let name = "mobilenet-v2"
  public static let year = 2018
  public static let title = "MobileNetV2"
  public static let paper =
    "Sandler, Howard, Zhu, Zhmoginov & Chen, MobileNetV2: inverted residuals and linear "
    + "bottlenecks, CVPR 2018"
  public static let classCount = 1000
  public static let parameterCount = 3_504_872
  public static let preprocessing = ImagePreprocessing.torchvision(size: 224, shortSide: 256)
  public static let sizes: InputSizes? = InputSizes(from: 32, shareWeights: true)
  public static let featureLayer = "pool"
  public static let recipe = Recipe(
    .sgd, learningRate: 0.015, momentum: 0.9, weightDecay: 4e-5, schedule: .exponential,
    batchSize: 32, length: .epochs(228)
  )
  .with { $0.augmentation = Augmentation(.resizedCrop) }
  public static let data = "openclipart"
  public static let expectation = "ImageNet, torchvision's weights: 71.9 % top-1"

  public static func make(classes: Int, variant: [String: String]) -> any TensorLayer {
    MobileNetV2(form(variant), classes: classes)
  }

  public static func preprocessing(variant: [String: String]) -> ImagePreprocessing {
    switch form(variant) {
    case .torchvision: preprocessing.sized(variant)
    case .keras: kerasPreprocessing.sized(variant)
    }
  }

  public static let variants = MobileNetV2.Variant.allCases.map(\.rawValue)
  public static let kerasForm: KerasForm? = KerasForm(
    variant: MobileNetV2.Variant.keras.rawValue)

  private static let kerasPreprocessing = ImagePreprocessing(
    width: 224, height: 224, shortSide: 224, interpolation: .bilinear,
    normalization: ImageNormalization(
      mean: [0.5, 0.5, 0.5], standardDeviation: [0.5, 0.5, 0.5]))

  private static func form(_ variant: [String: String]) -> MobileNetV2.Variant {
    variant["variant"].flatMap(MobileNetV2.Variant.init) ?? .torchvision
  }

  public static func name(ofPyTorch key: String, variant: [String: String]) -> String? {
    PyTorchName.converted(key, modules: modules)
  }

  /// torchvision numbers the layers from the stem on, and those of a block, the first of which does
  /// not expand.
  private static let modules: [String: String] = {
    var modules = ["classifier.1": "classifier"]
    func add(_ place: String, _ own: String) {
      modules["\(place).0"] = "\(own).conv"
      modules["\(place).1"] = "\(own).bn"
    }
    add("features.0", "stem")
    add("features.18", "head")
    for block in 0..<17 {
      let (place, own) = ("features.\(block + 1).conv", "blocks.\(block)")
      let before = block == 0 ? 0 : 1
      if before > 0 { add("\(place).0", "\(own).expand") }
      add("\(place).\(before)", "\(own).depthwise")
      modules["\(place).\(before + 1)"] = "\(own).project.conv"
      modules["\(place).\(before + 2)"] = "\(own).project.bn"
    }
    return modules
  }()
}
