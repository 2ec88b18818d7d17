import ShinsoNN
import ShinsoTensor

/// VGG: Simonyan & Zisserman, "Very deep convolutional networks for large-scale image recognition",
/// ICLR 2015, configurations D (16 layers with weights, 138,357,544 parameters) and E (19 layers,
/// 143,667,240). Input `[N, 3, 224, 224]`; logits `[N, 1000]`. Layers have Caffe's names, `conv1_1` to
/// `fc8`, and give what Caffe's give: after their relu.
///
/// Initial values are Glorot & Bengio's, which the paper names beside its own way, to begin with the
/// layers of a shallower net that was trained before. With `norm`, batch normalization follows each
/// convolution, as in torchvision (138,365,992 and 143,678,248 parameters); the paper is older.
public final class VGG: Module, Layer, CustomReflectable {
  public enum Depth: Int, Sendable, CaseIterable {
    case d16 = 16
    case d19 = 19

    /// Convolutions between one pooling and the next.
    fileprivate var convolutions: [Int] { self == .d16 ? [2, 2, 3, 3, 3] : [2, 2, 4, 4, 4] }
  }

  private typealias Part = (name: String, layer: any TensorLayer)

  private let features: [Part]
  private let classifier: [Part]

  /// - Parameters:
  ///   - classes: nil for the network up to `pool5` alone, which gives `[N, 512, 7, 7]` and takes
  ///     images of any size.
  ///   - inputSize: the height and width of the input, which the first hidden layer depends on: a
  ///     multiple of 32.
  public init(
    _ depth: Depth, classes: Int? = 1000, norm: Bool = false, inputSize: Int = 224
  ) {
    var channels = 3
    features = Self.featureNames(depth, norm: norm).map { name in
      let block = name.dropFirst(name.hasPrefix("bn") ? 2 : 4).prefix(1)
      let outputs = min(64 << ((Int(block) ?? 1) - 1), 512)
      if name.hasPrefix("pool") { return (name, MaxPool2d(kernelSize: 2)) }
      if name.hasPrefix("bn") { return (name, BatchNorm2d(outputs, activation: .relu)) }
      defer { channels = outputs }
      return (
        name,
        Conv2d(
          channels, outputs, kernelSize: 3, padding: 1, activation: norm ? .identity : .relu,
          initializer: norm ? .he : .glorot, biasInitializer: .zeros)
      )
    }
    func linear(_ inputs: Int, _ outputs: Int, _ activation: Activation = .relu) -> Linear {
      Linear(
        inputs, outputs, activation: activation, initializer: .glorot, biasInitializer: .zeros)
    }
    classifier =
      classes.map { classes in
        [
          ("fc6", linear(512 * (inputSize / 32) * (inputSize / 32), 4096)), ("drop6", Dropout()),
          ("fc7", linear(4096, 4096)), ("drop7", Dropout()),
          ("fc8", linear(4096, classes, .identity)),
        ]
      } ?? []
    super.init()
  }

  public func forward(_ x: Tensor) -> Tensor {
    let h = features.reduce(x) { $1.layer($0) }  // [N, 512, 7, 7]
    if classifier.isEmpty { return h }
    return classifier.reduce(h.flattened(from: 1)) { $1.layer($0) }
  }

  /// Modules find their parts by reflection, which shows these under their names.
  public var customMirror: Mirror {
    Mirror(self, children: (features + classifier).map { ($0.name, $0.layer) })
  }

  /// `conv1_1`, `conv1_2`, `conv2_1` …
  public static func convolutionNames(_ depth: Depth) -> [String] {
    featureNames(depth, norm: false).filter { $0.hasPrefix("conv") }
  }

  /// `conv1_1`, `conv1_2`, `pool1` …; with `norm`, `bn1_1` after `conv1_1`.
  private static func featureNames(_ depth: Depth, norm: Bool) -> [String] {
    depth.convolutions.enumerated().flatMap { block, count in
      (1...count).flatMap { index in
        (norm ? ["conv", "bn"] : ["conv"]).map { "\($0)\(block + 1)_\(index)" }
      } + ["pool\(block + 1)"]
    }
  }

  /// The name here of each module of torchvision's VGG that has weights: `features.0`,
  /// `classifier.3`.
  public static func torchvisionModules(_ depth: Depth, norm: Bool = false) -> [String: String] {
    var table = ["classifier.0": "fc6", "classifier.3": "fc7", "classifier.6": "fc8"]
    var index = 0
    for name in featureNames(depth, norm: norm) {
      table["features.\(index)"] = name
      // There, relu is a module of its own, after the convolution or its normalization.
      let isBeforeRelu = norm ? name.hasPrefix("bn") : name.hasPrefix("conv")
      index += isBeforeRelu ? 2 : 1
    }
    return table
  }
}
