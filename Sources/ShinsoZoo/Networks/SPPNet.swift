import ShinsoData
import ShinsoModels
import ShinsoNN
import ShinsoTraining

/// SPP-net by its paper's recipe, section 3.1: rate 0.01, divided by ten twice when nothing gets better
/// (here after each third of the run), batches of 128, momentum 0.9, decay 5e-4; parts of 224 pixels,
/// mirrored, colors shifted. Section 2.3: those parts are resized to 180 pixels in every second epoch
/// (`--size` takes any number of sizes, which take turns). The paper's table 2 has about 35 % top-1 and
/// 14 % top-5 error for ZF-5 with a pyramid and ten parts of each image.
public enum SPPNetEntry: NetworkEntry {
  public static let name = "sppnet"
  public static let year = 2014
  public static let title = "SPP-net: spatial pyramid pooling"
  public static let paper =
    "He, Zhang, Ren & Sun, Spatial pyramid pooling in deep convolutional networks for visual "
    + "recognition, ECCV 2014"
  public static let classCount = 1000
  public static let parameterCount = 77_037_672
  public static let preprocessing = ImagePreprocessing.caffe(size: 224, shortSide: 256)
  public static let sizes: InputSizes? = InputSizes(from: 31, shareWeights: true)
  public static let featureLayer = "fc7"
  public static let recipe = Recipe(
    .sgd, learningRate: 0.01, momentum: 0.9, weightDecay: 5e-4, schedule: .step, batchSize: 128,
    length: .epochs(70)
  ).with {
    $0.rateFollowsBatch = true
    $0.augmentation = Augmentation(.crop(shortSide: 256...256), colorPCA: 0.1)
  }
  public static let trainingSizes = [224, 180]
  public static let data = "openclipart"
  public static let expectation = "ImageNet: about 35 % top-1 error, 14 % top-5 (paper)"

  public static func make(classes: Int, variant: [String: String]) -> any TensorLayer {
    SPPNet(classes: classes)
  }
}
