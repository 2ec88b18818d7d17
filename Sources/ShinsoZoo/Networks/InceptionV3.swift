import ShinsoData
import ShinsoModels
import ShinsoNN
import ShinsoTraining

/// Inception v3, with an auxiliary head while it is trained. The paper's sections 7 and 8: RMSProp, which
/// keeps 0.9 of the mean square, with ε = 1 (here, as in PyTorch, outside of the root), rate 0.045, times
/// 0.94 every two epochs of 100, batches of 32, gradients no longer than 2, labels smoothed by 0.1. There
/// 50 machines send such batches, and the average of the weights is used (`--average`). Decay 4e-5 is
/// that of the authors' code; parts of random area and proportions are GoogLeNet's.
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
  public static let sizes: InputSizes? = InputSizes(from: 75, shareWeights: true)
  public static let featureLayer = "avgpool"
  public static let recipe = Recipe(
    .rmsprop, learningRate: 0.045, weightDecay: 4e-5, schedule: .staircase, batchSize: 32,
    length: .epochs(100), clipNorm: 2, labelSmoothing: 0.1
  ).with {
    $0.rateFollowsBatch = true
    $0.stairs = Recipe.Stairs(times: 0.94, every: 2, of: 100)
    $0.meanSquare = (kept: 0.9, epsilon: 1)
    $0.augmentation = Augmentation(.resizedCrop)
  }
  public static let data = "openclipart"
  public static let expectation = "ImageNet: 21.2 % top-1 error, 5.6 % top-5 (paper)"

  public static func make(classes: Int, variant: [String: String]) -> any TensorLayer {
    InceptionV3(classes: classes)
  }
}
