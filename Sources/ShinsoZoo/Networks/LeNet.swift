import ShinsoData
import ShinsoModels
import ShinsoNN
import ShinsoTraining

/// LeNet on MNIST by Caffe's recipe (`lenet_solver.prototxt`): momentum 0.9, decay 5e-4, rate
/// 0.01 · (1 + 1e-4 · i)^-0.75, 10,000 iterations of 64. At least 99.0 % of the test digits. The
/// variants are the networks of 1998 and 1989 as they were published, trained by the same recipe,
/// where the papers have second-order methods.
public enum LeNetEntry: NetworkEntry {
  public static let name = "lenet"
  public static let year = 1998
  public static let title = "LeNet: handwritten digits, Caffe's variant"
  public static let paper =
    "LeCun, Bottou, Bengio & Haffner, Gradient-based learning applied to document recognition, "
    + "Proc. IEEE 86, 1998"
  public static let classCount = 10
  public static let parameterCount = 431_080
  public static let preprocessing = ImagePreprocessing.digits
  public static let featureLayer = "fc1"
  public static let recipe = Recipe(
    .sgd, learningRate: 0.01, momentum: 0.9, weightDecay: 5e-4, schedule: .inverse, batchSize: 64,
    length: .updates(10_000))
  public static let data = "mnist-5k"
  public static let expectation =
    "MNIST: 99.0 % of the test digits in 10,000 iterations; mnist-5k: about 97 %"
  public static let classNames: [String]? = (0..<10).map(String.init)
  public static let variants = Form.allCases.map(\.rawValue)

  private enum Form: String, CaseIterable {
    case caffe
    case original
    case year1989 = "1989"
  }

  public static func make(classes: Int, variant: [String: String]) -> any TensorLayer {
    switch form(variant) {
    case .caffe: LeNet(classes: classes)
    case .original: LeNet5(classes: classes)
    case .year1989: LeNet1989(classes: classes)
    }
  }

  public static func parameterCount(variant: [String: String]) -> Int {
    switch form(variant) {
    case .caffe: parameterCount
    case .original: 60_000
    case .year1989: 9_760
    }
  }

  public static func featureLayer(variant: [String: String]) -> String {
    switch form(variant) {
    case .caffe: featureLayer
    case .original: "f6"
    case .year1989: "h3"
    }
  }

  public static let caffeForms = [
    CaffeForm(variant: Form.caffe.rawValue, modules: ["ip1": "fc1", "ip2": "fc2"])
  ]

  public static let kerasForm: KerasForm? = KerasForm(variant: Form.caffe.rawValue)

  private static func form(_ variant: [String: String]) -> Form {
    variant["variant"].flatMap(Form.init) ?? .caffe
  }
}
