import ShinsoData
import ShinsoModels
import ShinsoNN
import ShinsoTraining

/// What the residual networks for ImageNet share: the recipe of the paper's section 3.4. SGD with momentum
/// 0.9 and decay 1e-4, at 0.1 for batches of 256 (here eight of 32, each of which is normalized by
/// itself, as on the eight processors there), a tenth of it whenever the error stops to fall (here after
/// each quarter), 600,000 updates, which are 120 epochs of ImageNet. Parts of 224 pixels of images with a
/// short side of 256 to 480, mirrored, colors shifted along the principal components. Departure: the
/// mean is one of each channel, not of each pixel, and deviations are divided out, as PyTorch's weights
/// want it.
public protocol ResNetEntry: NetworkEntry {
  static var depth: ResNet.Depth { get }
}

extension ResNetEntry {
  public static var name: String { "resnet\(depth.rawValue)" }
  public static var year: Int { 2015 }
  public static var title: String { "ResNet-\(depth.rawValue)" }
  public static var paper: String { residualPaper }
  public static var classCount: Int { 1000 }
  public static var preprocessing: ImagePreprocessing {
    .torchvision(size: 224, shortSide: 256)
  }
  public static func preprocessing(variant: [String: String]) -> ImagePreprocessing {
    // The means of the image that the authors subtract.
    let own =
      version(variant) == .caffe
      ? .caffe(size: 224, shortSide: 256, mean: [103.063, 115.903, 123.152]) : preprocessing
    return own.sized(variant)
  }
  public static var sizes: InputSizes? { InputSizes(from: 32, shareWeights: true) }
  public static var featureLayer: String { "avgpool" }
  public static var recipe: Recipe {
    Recipe(
      .sgd, learningRate: 0.1, momentum: 0.9, weightDecay: 1e-4, schedule: .step, batchSize: 32,
      length: .epochs(120), milestones: Recipe.quarters
    ).with {
      $0.accumulate = 8
      $0.rateFollowsBatch = true
      $0.augmentation = Augmentation(.crop(shortSide: 256...480), colorPCA: 0.1)
    }
  }
  public static var data: String { "openclipart" }
  /// Where the stride is matters to bottlenecks alone.
  public static var variants: [String] {
    depth.hasBottlenecks ? ResNet.Version.allCases.map(\.rawValue) : []
  }

  public static func make(classes: Int, variant: [String: String]) -> any TensorLayer {
    ResNet(depth, version: version(variant), classes: classes)
  }

  private static func version(_ variant: [String: String]) -> ResNet.Version {
    variant["variant"].flatMap(ResNet.Version.init) ?? .v15
  }

  /// The authors' files, of the networks with bottlenecks: a block's name is `res`, its stage from 2
  /// on, and a letter, or in the long stages of the deeper ones `a`, `b1`, `b2` and so on.
  public static var caffeForms: [CaffeForm] {
    guard depth.hasBottlenecks else { return [] }
    var modules = ["bn_conv1": "bn1", "scale_conv1": "bn1", "fc1000": "fc"]
    for (stage, count) in depth.blocks.enumerated() {
      let isNumbered = depth != .layers50 && (1...2).contains(stage)
      for block in 0..<count {
        let letter = String(Character(Unicode.Scalar(UInt8(ascii: "a") + UInt8(block % 26))))
        let name = "\(stage + 2)" + (isNumbered ? (block == 0 ? "a" : "b\(block)") : letter)
        let own = "layer\(stage + 1).\(block)"
        for (branch, conv, norm) in [
          ("branch1", "downsample.0", "downsample.1"), ("branch2a", "conv1", "bn1"),
          ("branch2b", "conv2", "bn2"), ("branch2c", "conv3", "bn3"),
        ] where block == 0 || branch != "branch1" {
          modules["res\(name)_\(branch)"] = "\(own).\(conv)"
          modules["bn\(name)_\(branch)"] = "\(own).\(norm)"
          modules["scale\(name)_\(branch)"] = "\(own).\(norm)"
        }
      }
    }
    return [CaffeForm(variant: ResNet.Version.caffe.rawValue, modules: modules)]
  }
}

let residualPaper =
  "He, Zhang, Ren & Sun, Deep residual learning for image recognition, CVPR 2016"

public enum ResNet18Entry: ResNetEntry {
  public static let depth = ResNet.Depth.layers18
  public static let parameterCount = 11_689_512
  public static let expectation = "ImageNet, torchvision's weights: 69.8 % top-1"
}

public enum ResNet34Entry: ResNetEntry {
  public static let depth = ResNet.Depth.layers34
  public static let parameterCount = 21_797_672
  public static let expectation = "ImageNet, torchvision's weights: 73.3 % top-1"
}

public enum ResNet50Entry: ResNetEntry {
  public static let depth = ResNet.Depth.layers50
  public static let parameterCount = 25_557_032
  public static let expectation = "ImageNet, torchvision's weights: 76.1 % top-1"
}

public enum ResNet101Entry: ResNetEntry {
  public static let depth = ResNet.Depth.layers101
  public static let parameterCount = 44_549_160
  public static let expectation = "ImageNet, torchvision's weights: 77.4 % top-1"
}

public enum ResNet152Entry: ResNetEntry {
  public static let depth = ResNet.Depth.layers152
  public static let parameterCount = 60_192_808
  public static let expectation = "ImageNet, torchvision's weights: 78.3 % top-1"
}
