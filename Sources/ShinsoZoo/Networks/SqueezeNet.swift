import ShinsoData
import ShinsoModels
import ShinsoNN
import ShinsoTraining

/// SqueezeNet. The authors' recipe (their Caffe files) is 170,000 updates of 512 pictures, 68 epochs,
/// at a rate of 0.04 that falls in a line to 0, momentum 0.9, decay 2e-4; here batches of 32, which
/// fit into an ordinary machine, take a sixteenth of the rate. Their input is BGR minus the mean, as in
/// the variants for their weights; in the others it is torchvision's, as are the crops.
public enum SqueezeNetEntry: NetworkEntry {
  public static let name = "squeezenet"
  public static let year = 2016
  public static let title = "SqueezeNet: AlexNet's accuracy with 50 times fewer parameters"
  public static let paper =
    "Iandola, Han, Moskewicz, Ashraf, Dally & Keutzer, SqueezeNet: AlexNet-level accuracy with 50x "
    + "fewer parameters and <0.5MB model size, 2016"
  public static let classCount = 1000
  public static let parameterCount = 1_235_496
  public static let preprocessing = ImagePreprocessing.torchvision(size: 224, shortSide: 256)
  public static let sizes: InputSizes? = InputSizes(from: 32, shareWeights: true)
  public static let featureLayer = "pool10"
  public static let recipe = Recipe(
    .sgd, learningRate: 0.0025, momentum: 0.9, weightDecay: 2e-4, schedule: .polynomial,
    batchSize: 32, length: .epochs(68)
  )
  .with { $0.augmentation = Augmentation(.resizedCrop) }
  public static let data = "openclipart"
  public static let expectation = "ImageNet, torchvision's weights: 58.2 % top-1"
  public static let variants = SqueezeNet.Version.allCases.map(\.rawValue)

  public static func make(classes: Int, variant: [String: String]) -> any TensorLayer {
    SqueezeNet(version(variant), classes: classes)
  }

  public static func preprocessing(variant: [String: String]) -> ImagePreprocessing {
    (version(variant).isCaffes ? .caffe(size: 227, shortSide: 256) : preprocessing).sized(variant)
  }

  public static func parameterCount(variant: [String: String]) -> Int {
    [.v11, .caffe11].contains(version(variant)) ? parameterCount : 1_248_424
  }

  /// torchvision numbers the layers, those without weights included.
  public static func name(ofPyTorch key: String, variant: [String: String]) -> String? {
    let fires =
      [.v11, .caffe11].contains(version(variant))
      ? [3, 4, 6, 7, 9, 10, 11, 12] : [3, 4, 5, 7, 8, 9, 10, 12]
    var modules = ["features.0": "conv1", "classifier.1": "conv10"]
    for (number, place) in zip(2..., fires) {
      for part in ["squeeze", "expand1x1", "expand3x3"] {
        modules["features.\(place).\(part)"] = "fire\(number).\(part)"
      }
    }
    return PyTorchName.converted(key, modules: modules)
  }

  public static let caffeForms = [SqueezeNet.Version.caffe11, .caffe10].map { version in
    let fires = (2...9).map { "fire\($0)" }
    let modules = fires.flatMap { fire in
      ["squeeze1x1": "squeeze", "expand1x1": "expand1x1", "expand3x3": "expand3x3"].map {
        ("\(fire)/\($0.key)", "\(fire).\($0.value)")
      }
    }
    return CaffeForm(
      variant: version.rawValue, modules: Dictionary(uniqueKeysWithValues: modules))
  }

  private static func version(_ variant: [String: String]) -> SqueezeNet.Version {
    variant["variant"].flatMap(SqueezeNet.Version.init) ?? .v11
  }
}
