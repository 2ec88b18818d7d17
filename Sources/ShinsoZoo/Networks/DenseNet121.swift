import ShinsoData
import ShinsoModels
import ShinsoNN
import ShinsoTraining

/// DenseNet-121 by the paper's recipe: Nesterov's momentum 0.9, decay 1e-4, 90 epochs, a tenth of the
/// rate after 30 and 60. The paper's rate is 0.1 for batches of 256; batches of 32, which fit into an
/// ordinary machine, take an eighth of it.
public enum DenseNet121Entry: NetworkEntry {
  public static let name = "densenet121"
  public static let year = 2016
  public static let title = "DenseNet-121"
  public static let paper =
    "Huang, Liu, van der Maaten & Weinberger, Densely connected convolutional networks, CVPR 2017"
  public static let classCount = 1000
  public static let parameterCount = 7_978_856
  public static let preprocessing = ImagePreprocessing.torchvision(size: 224, shortSide: 256)
  public static let sizes: InputSizes? = InputSizes(from: 32, shareWeights: true)
  public static let featureLayer = "pool"
  public static let recipe = Recipe(
    .nesterov, learningRate: 0.0125, momentum: 0.9, weightDecay: 1e-4, schedule: .step,
    batchSize: 32, length: .epochs(90)
  )
  .with { $0.augmentation = Augmentation(.resizedCrop) }
  public static let data = "openclipart"
  public static let expectation = "ImageNet, torchvision's weights: 74.4 % top-1"

  public static func make(classes: Int, variant: [String: String]) -> any TensorLayer {
    DenseNet121(classes: classes)
  }
}
