import ShinsoData
import ShinsoModels
import ShinsoNN
import ShinsoTraining

/// Network in network on images of 32 × 32 pixels: batches of 128 and a rate that ends at a hundredth,
/// as in the paper; momentum 0.9, decay 1e-4 and 120,000 updates as in the authors' Caffe solver. The
/// paper on CIFAR-10: 10.41 % errors, with shifted and mirrored images 8.81 %. Departure: colors are
/// normalized by CIFAR-10's mean and deviation, where the paper normalizes the contrast of each image
/// and whitens.
public enum NINEntry: NetworkEntry {
  public static let name = "nin"
  public static let year = 2014
  public static let title = "Network in network"
  public static let paper = "Lin, Chen & Yan, Network in network, ICLR 2014"
  public static let classCount = 10
  public static let parameterCount = 966_986
  public static let preprocessing = ImagePreprocessing(
    width: 32, height: 32, shortSide: 32, interpolation: .bilinear,
    normalization: ImageNormalization(
      mean: [0.4914, 0.4822, 0.4465], standardDeviation: [0.247, 0.2435, 0.2616]))
  public static let featureLayer = "cccp5"
  public static let variants = NIN.Variant.allCases.map(\.rawValue)
  public static let recipe = Recipe(
    .sgd, learningRate: 0.1, momentum: 0.9, weightDecay: 1e-4, schedule: .step, batchSize: 128,
    length: .updates(120_000)
  ).with {
    $0.rateFollowsBatch = true
    $0.augmentation = Augmentation(.shift(by: 4))
  }
  public static let data = "openclipart"
  public static let expectation = "CIFAR-10: 8.81 % errors (paper)"

  public static func make(classes: Int, variant: [String: String]) -> any TensorLayer {
    NIN(classes: classes, variant: kind(variant))
  }

  public static func classCount(variant: [String: String]) -> Int {
    kind(variant) == .cifar ? classCount : 1000
  }

  public static func parameterCount(variant: [String: String]) -> Int {
    kind(variant) == .cifar ? parameterCount : 7_595_176
  }

  public static func preprocessing(variant: [String: String]) -> ImagePreprocessing {
    kind(variant) == .cifar ? preprocessing : .caffe(size: 224, shortSide: 256)
  }

  public static func augmentation(variant: [String: String]) -> Augmentation? {
    kind(variant) == .cifar
      ? recipe.augmentation : Augmentation(.crop(shortSide: 256...256))
  }

  public static func featureLayer(variant: [String: String]) -> String {
    kind(variant) == .cifar ? featureLayer : "cccp7"
  }

  public static let caffeForms = [
    CaffeForm(
      variant: NIN.Variant.cifar.rawValue,
      note:
        "the authors' weights for CIFAR-10 are for whitened images, which Shinso does not make: "
        + "with them it errs more often than they did"),
    CaffeForm(
      variant: NIN.Variant.imagenet.rawValue,
      modules: ["conv4-1024": "conv4", "cccp7-1024": "cccp7", "cccp8-1024": "cccp8"]),
  ]

  private static func kind(_ variant: [String: String]) -> NIN.Variant {
    variant["variant"].flatMap(NIN.Variant.init) ?? .cifar
  }
}
