import ShinsoData
import ShinsoModels
import ShinsoNN
import ShinsoTraining

/// Inception v3, with an auxiliary head while it is trained. From the paper: smoothed labels (0.1),
/// batches of 32, 100 epochs, the rate falling exponentially from 0.045, gradients no longer than 2,
/// parts of random area and proportions; decay 4e-5 as in the authors' code. The paper's best nets used
/// RMSProp with ε = 1 and 50 machines; its earlier ones, as this recipe, momentum 0.9.
public enum InceptionV3Entry: NetworkEntry {
  public static let name = "inception-v3"
  public static let year = 2015
  public static let title = "Inception v3"
  public static let paper =
    "Szegedy, Vanhoucke, Ioffe, Shlens & Wojna, Rethinking the Inception architecture for computer "
    + "vision, CVPR 2016"
  public static let classCount = 1000
  public static let parameterCount = 23_834_568
  // The published weights come from TensorFlow and want -1 to 1.
  public static let preprocessing = ImagePreprocessing.torchvision(
    size: 299, shortSide: 342, mean: [0.5, 0.5, 0.5], standardDeviation: [0.5, 0.5, 0.5])
  public static let featureLayer = "avgpool"
  public static let recipe = Recipe(
    .sgd, learningRate: 0.045, momentum: 0.9, weightDecay: 4e-5, schedule: .exponential,
    batchSize: 32, length: .epochs(100), clipNorm: 2, labelSmoothing: 0.1)
  public static let augmentation: (any ImageTransform)? = preprocessing.randomResizedCrop()
  public static let data = "openclipart"
  public static let expectation = "ImageNet: 21.2 % top-1 error, 5.6 % top-5 (paper)"

  public static func make(classes: Int, variant: [String: String]) -> any TensorLayer {
    InceptionV3(classes: classes)
  }
}
