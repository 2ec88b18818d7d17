import ShinsoData
import ShinsoModels
import ShinsoNN
import ShinsoTraining

/// All-CNN-C by the paper's recipe: momentum 0.9, decay 0.001, 350 epochs, the rate times 0.1 after
/// 200, 250 and 300 of them. The paper tries base rates of 0.25, 0.1, 0.05 and 0.01 and batches of a
/// size that it does not state; here they are 0.05 and 128. Its pictures are whitened, here they are
/// normalized by channel. Without augmentation, as the 9.08 % are.
public enum AllCNNEntry: NetworkEntry {
  public static let name = "all-cnn"
  public static let year = 2014
  public static let title = "All-CNN-C for CIFAR-10: convolutions in place of pooling"
  public static let paper =
    "Springenberg, Dosovitskiy, Brox & Riedmiller, Striving for simplicity: the all convolutional "
    + "net, ICLR workshop 2015"
  public static let classCount = 10
  public static let parameterCount = 1_369_738
  public static let preprocessing = ImagePreprocessing.torchvision(size: 32, shortSide: 32)
  public static let featureLayer = "conv8"
  public static let recipe = Recipe(
    .sgd, learningRate: 0.05, momentum: 0.9, weightDecay: 1e-3, schedule: .step, batchSize: 128,
    length: .epochs(350), milestones: [200.0 / 350, 250.0 / 350, 300.0 / 350])
  public static let data = "openclipart"
  public static let expectation = "CIFAR-10: the paper's error is 9.08 %"
  public static let classNames: [String]? = CIFAR.tenClasses

  public static func make(classes: Int, variant: [String: String]) -> any TensorLayer {
    AllCNN(classes: classes)
  }
}
