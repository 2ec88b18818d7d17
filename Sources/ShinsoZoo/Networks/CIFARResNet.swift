import ShinsoData
import ShinsoModels
import ShinsoNN
import ShinsoTraining

/// What the residual networks for CIFAR-10 share: the paper's recipe, 64,000 updates of 128 at 0.1, a
/// tenth of it after 32,000 and 48,000, momentum 0.9, decay 1e-4; pictures are mirrored and moved by
/// up to 4 pixels. The paper subtracts the mean of each pixel; here pixels are normalized by channel
/// with ImageNet's numbers, as the usual PyTorch weights want it. `resnet110-cifar` begins at 0.01
/// for the first 400 updates, which is when the paper finds its training error below 80 %.
public protocol CIFARResNetEntry: NetworkEntry {
  /// 6n + 2.
  static var depth: Int { get }
  /// The paper's error on CIFAR-10's test images in percent.
  static var error: Double { get }
}

extension CIFARResNetEntry {
  public static var name: String { "resnet\(depth)-cifar" }
  public static var year: Int { 2015 }
  public static var title: String { "ResNet-\(depth) for CIFAR-10" }
  public static var paper: String { residualPaper }
  public static var classCount: Int { 10 }
  public static var preprocessing: ImagePreprocessing {
    .torchvision(size: 32, shortSide: 32)
  }
  public static var sizes: InputSizes? { InputSizes(from: 16, shareWeights: true) }
  public static var featureLayer: String { "avgpool" }
  public static var recipe: Recipe {
    Recipe(
      .sgd, learningRate: 0.1, momentum: 0.9, weightDecay: 1e-4, schedule: .step, batchSize: 128,
      length: .updates(64_000), milestones: [0.5, 0.75]
    ).with {
      $0.rateFollowsBatch = true
      $0.augmentation = Augmentation(.shift(by: 4))
      if depth == 110 { $0.start = Recipe.Start(factor: 0.1, updates: 400, of: 64_000) }
    }
  }
  public static var data: String { "openclipart" }
  public static var expectation: String { "CIFAR-10: the paper's error is \(error) %" }
  public static var variants: [String] { Shortcut.allCases.map(\.rawValue) }
  public static var classNames: [String]? { CIFAR.tenClasses }

  public static func make(classes: Int, variant: [String: String]) -> any TensorLayer {
    CIFARResNet(depth: depth, shortcut: shortcut(variant), classes: classes)
  }

  /// Two projections, from 16 to 32 and from 32 to 64 channels, and their normalizations.
  public static func parameterCount(variant: [String: String]) -> Int {
    shortcut(variant) == .projection
      ? parameterCount + 16 * 32 + 2 * 32 + 32 * 64 + 2 * 64 : parameterCount
  }

  /// The names are those of the usual implementation (github.com/akamaster/pytorch_resnet_cifar10).
  public static func name(ofPyTorch key: String, variant: [String: String]) -> String? {
    PyTorchName.converted(
      key.replacing(".shortcut.", with: ".downsample.").replacing("linear.", with: "fc."))
  }

  private static func shortcut(_ variant: [String: String]) -> Shortcut {
    variant["variant"].flatMap(Shortcut.init) ?? .padding
  }
}

public enum CIFARResNet20Entry: CIFARResNetEntry {
  public static let depth = 20
  public static let parameterCount = 269_722
  public static let error = 8.75
}

public enum CIFARResNet32Entry: CIFARResNetEntry {
  public static let depth = 32
  public static let parameterCount = 464_154
  public static let error = 7.51
}

public enum CIFARResNet44Entry: CIFARResNetEntry {
  public static let depth = 44
  public static let parameterCount = 658_586
  public static let error = 7.17
}

public enum CIFARResNet56Entry: CIFARResNetEntry {
  public static let depth = 56
  public static let parameterCount = 853_018
  public static let error = 6.97
}

public enum CIFARResNet110Entry: CIFARResNetEntry {
  public static let depth = 110
  public static let parameterCount = 1_727_962
  public static let error = 6.43
}
