import ShinsoData
import ShinsoModels
import ShinsoNN
import ShinsoTraining

/// SqueezeNet. The authors' recipe (their Caffe files) is 170,000 updates of 512 pictures, 68 epochs,
/// at a rate of 0.04 that falls in a line to 0, momentum 0.9, decay 2e-4; here batches of 32, which
/// fit into an ordinary machine, take a sixteenth of the rate. Their input is BGR minus the mean; here
/// it is torchvision's, as are the crops.
public enum SqueezeNetEntry: NetworkEntry {
  public static let name = "squeezenet"
  public static let year = 2016
  public static let title = "SqueezeNet: AlexNet's accuracy with 50 times fewer parameters"
  public static let paper =
    "Iandola, Han, Moskewicz, Ashraf, Dally & Keutzer, SqueezeNet: AlexNet-level accuracy with 50x "
    + "fewer parameters and <0.5MB model size, 2016"
  public static let classCount = 1000
  /// Of version 1.1; version 1.0 has 1,248,424.
  public static let parameterCount = 1_235_496
  public static let preprocessing = ImagePreprocessing.torchvision(size: 224, shortSide: 256)
  public static let augmentation: (any ImageTransform)? = preprocessing.randomResizedCrop()
  public static let featureLayer = "pool10"
  public static let recipe = Recipe(
    .sgd, learningRate: 0.0025, momentum: 0.9, weightDecay: 2e-4, schedule: .polynomial,
    batchSize: 32, length: .epochs(68))
  public static let data = "openclipart"
  public static let expectation = "ImageNet, torchvision's weights: 58.2 % top-1"
  public static let variants = SqueezeNet.Version.allCases.map(\.rawValue)

  public static func make(classes: Int, variant: [String: String]) -> any TensorLayer {
    SqueezeNet(version(variant), classes: classes)
  }

  /// torchvision numbers the layers, those without weights included.
  public static func name(ofPyTorch key: String, variant: [String: String]) -> String? {
    let fires =
      version(variant) == .v11 ? [3, 4, 6, 7, 9, 10, 11, 12] : [3, 4, 5, 7, 8, 9, 10, 12]
    let parts = key.split(separator: ".", maxSplits: 2).map(String.init)
    guard parts.count == 3, let number = Int(parts[1]) else { return key }
    switch (parts[0], number) {
    case ("features", 0): return "conv1.\(parts[2])"
    case ("classifier", 1): return "conv10.\(parts[2])"
    case ("features", _):
      return fires.firstIndex(of: number).map { "fire\($0 + 2).\(parts[2])" } ?? key
    default: return key
    }
  }

  private static func version(_ variant: [String: String]) -> SqueezeNet.Version {
    variant["variant"].flatMap(SqueezeNet.Version.init) ?? .v11
  }
}
