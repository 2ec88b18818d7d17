import ShinsoData
import ShinsoModels
import ShinsoNN
import ShinsoTraining

/// A multilayer perceptron trained by backpropagation: Rumelhart, Hinton & Williams, "Learning
/// representations by back-propagating errors", Nature 323, 1986. Logistic units, gradient descent
/// with momentum 0.9. The paper's tasks were tiny; the layers 784-300-100-10 are those of LeCun et
/// al. 1998 (4.7 % of MNIST's test digits wrong with 300 hidden units, 3.05 % with 300 and 100).
/// Departures: softmax and cross-entropy in place of logistic outputs and squared error, initial
/// values by Glorot & Bengio 2010.
public enum MLPEntry: NetworkEntry {
  public static let name = "mlp"
  public static let year = 1986
  public static let title = "Multilayer perceptron by backpropagation"
  public static let paper =
    "Rumelhart, Hinton & Williams, Learning representations by back-propagating errors, Nature 323, "
    + "1986"
  public static let classCount = 10
  /// Of 784-300-100-10.
  public static let parameterCount = 266_610
  public static let preprocessing = ImagePreprocessing.digits
  public static let featureLayer = "hidden.1"
  public static let recipe = Recipe(
    .sgd, learningRate: 0.1, momentum: 0.9, batchSize: 50, length: .epochs(30))
  public static let data = "mnist-5k"
  public static let classNames: [String]? = (0..<10).map(String.init)
  public static let expectation = "mnist-5k: about 94 %; MNIST: 98 %"

  public static let kerasForm: KerasForm? = KerasForm()

  public static let defaultHidden = [300, 100]

  public static func make(classes: Int, variant: [String: String]) -> any TensorLayer {
    let given = variant["hidden"]?.split(separator: ",").compactMap { Int($0) } ?? []
    return MultilayerPerceptron(
      784, hidden: given.isEmpty ? defaultHidden : given, classes: classes, dropout: 0,
      activation: variant["activation"].flatMap(Activation.init) ?? .sigmoid)
  }
}
