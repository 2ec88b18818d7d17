import ShinsoData
import ShinsoModels
import ShinsoNN
import ShinsoTraining

/// GoogLeNet, with two auxiliary heads of weight 0.3 while it is trained. The paper's section 6: momentum
/// 0.9, the rate 4 % lower every 8 epochs; parts of 8 to 100 % of an image, 3:4 to 4:3, mirrored, with
/// the photometric distortions of Howard 2013: brightness, contrast and color by up to a half. What it
/// leaves open is as in Caffe's solver: rate 0.01, batches of 32, decay 2e-4, 250 epochs. The paper ends
/// with an average of the weights, which `--average` makes. Caffe's net: 68.7 % top-1, 88.9 % top-5.
public enum GoogLeNetEntry: NetworkEntry {
  public static let name = "googlenet"
  public static let year = 2014
  public static let title = "GoogLeNet, Inception v1"
  public static let paper = "Szegedy et al., Going deeper with convolutions, CVPR 2015"
  public static let classCount = 1000
  public static let parameterCount = 6_998_552
  public static let preprocessing = ImagePreprocessing.caffe(size: 224, shortSide: 256)
  /// The last pooling needs maps of three pixels.
  public static let sizes: InputSizes? = InputSizes(from: 48, shareWeights: true)
  public static let featureLayer = "pool5"
  public static let variants = GoogLeNet.Variant.allCases.map(\.rawValue)
  public static let recipe = Recipe(
    .sgd, learningRate: 0.01, momentum: 0.9, weightDecay: 2e-4, schedule: .staircase,
    batchSize: 32, length: .epochs(250)
  ).with {
    $0.rateFollowsBatch = true
    $0.stairs = Recipe.Stairs(times: 0.96, every: 8, of: 250)
    $0.augmentation = Augmentation(.resizedCrop, jitter: 0.5)
  }
  public static let data = "openclipart"
  public static let expectation = "ImageNet: 68.7 % top-1, 88.9 % top-5 (Caffe's)"

  public static func make(classes: Int, variant: [String: String]) -> any TensorLayer {
    GoogLeNet(classes: classes, variant: kind(variant))
  }

  public static func parameterCount(variant: [String: String]) -> Int {
    kind(variant) == .torchvision ? 6_624_904 : parameterCount
  }

  public static func preprocessing(variant: [String: String]) -> ImagePreprocessing {
    // torchvision's weights come from TensorFlow and want -1 to 1.
    (kind(variant) == .torchvision
      ? .torchvision(
        size: 224, shortSide: 256, mean: [0.5, 0.5, 0.5], standardDeviation: [0.5, 0.5, 0.5])
      : preprocessing).sized(variant)
  }

  /// `bvlc_googlenet`.
  public static let caffeForms: [CaffeForm] = {
    var modules = [
      "conv1/7x7_s2": "conv1", "conv2/3x3_reduce": "conv2", "conv2/3x3": "conv3",
      "loss3/classifier": "fc",
    ]
    let branches = [
      "1x1": "branch1", "3x3_reduce": "branch2.0", "3x3": "branch2.1", "5x5_reduce": "branch3.0",
      "5x5": "branch3.1", "pool_proj": "branch4.1",
    ]
    for block in ["3a", "3b", "4a", "4b", "4c", "4d", "4e", "5a", "5b"] {
      for (theirs, own) in branches {
        modules["inception_\(block)/\(theirs)"] = "inception\(block).\(own)"
      }
    }
    for (head, parts) in ["loss1": "aux1", "loss2": "aux2"] {
      for (theirs, own) in ["conv": "conv", "fc": "fc1", "classifier": "fc2"] {
        modules["\(head)/\(theirs)"] = "\(parts).\(own)"
      }
    }
    return [CaffeForm(variant: GoogLeNet.Variant.caffe.rawValue, modules: modules)]
  }()

  private static func kind(_ variant: [String: String]) -> GoogLeNet.Variant {
    variant["variant"].flatMap(GoogLeNet.Variant.init) ?? .caffe
  }
}
