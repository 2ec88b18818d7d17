import ShinsoData
import ShinsoModels
import ShinsoNN
import ShinsoTraining

/// MobileNetV2. The paper's rate is 0.045 for batches of 96, times 0.98 after each epoch, which makes
/// a hundredth in 228 epochs, decay 4e-5; here batches of 32 take a third of the rate, and the
/// optimizer is SGD with momentum 0.9, as torchvision's, where the paper has RMSProp.
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
  public static let augmentation: (any ImageTransform)? = preprocessing.randomResizedCrop()
  public static let featureLayer = "pool"
  public static let recipe = Recipe(
    .sgd, learningRate: 0.015, momentum: 0.9, weightDecay: 4e-5, schedule: .exponential,
    batchSize: 32, length: .epochs(228))
  public static let data = "openclipart"
  public static let expectation = "ImageNet, torchvision's weights: 71.9 % top-1"

  public static func make(classes: Int, variant: [String: String]) -> any TensorLayer {
    MobileNetV2(classes: classes)
  }

  /// torchvision numbers the blocks from 1, and the layers of a block, whose first one does not
  /// expand.
  public static func name(ofPyTorch key: String, variant: [String: String]) -> String? {
    let parts = key.split(separator: ".").map(String.init)
    guard let leaf = parts.last, parts.count > 2, let number = Int(parts[1]) else { return key }
    let place = parts[2..<(parts.count - 1)].joined(separator: ".")
    let pair = ["0": "conv", "1": "bn"]
    let own: String?
    switch (parts[0], number) {
    case ("classifier", 1): own = "classifier"
    case ("features", 0): own = pair[place].map { "stem.\($0)" }
    case ("features", 18): own = pair[place].map { "head.\($0)" }
    case ("features", 1...17):
      own = blockPart(place, expands: number > 1).map { "blocks.\(number - 1).\($0)" }
    default: own = nil
    }
    return PyTorchName.converted(own.map { "\($0).\(leaf)" } ?? key)
  }

  private static func blockPart(_ place: String, expands: Bool) -> String? {
    let first = expands ? ["conv.0.0": "expand.conv", "conv.0.1": "expand.bn"] : [:]
    let second = expands ? 1 : 0
    let rest = [
      "conv.\(second).0": "depthwise.conv", "conv.\(second).1": "depthwise.bn",
      "conv.\(second + 1)": "project.conv", "conv.\(second + 2)": "project.bn",
    ]
    return first[place] ?? rest[place]
  }
}
