import ShinsoNN
import ShinsoTensor

/// Layers each of which sees the outputs of all before it.
final class DenseBlock: Module, Layer, CustomReflectable {
  private let layers: [DenseLayer]

  init(_ inputs: Int, growth: Int, count: Int) {
    layers = (0..<count).map { DenseLayer(inputs + $0 * growth, growth: growth) }
    super.init()
  }

  /// torchvision's names, which count from 1.
  var customMirror: Mirror {
    Mirror(
      self,
      children: layers.enumerated().map { index, layer -> Mirror.Child in
        ("denselayer\(index + 1)", layer)
      },
      ancestorRepresentation: .suppressed)
  }

  func forward(_ x: Tensor) -> Tensor {
    layers.reduce(x) { concatenate([$0, $1($0)], axis: 1) }
  }
}

/// Normalized, to four times the growth by 1×1, to the growth by 3×3.
private final class DenseLayer: Module, Layer {
  let norm1: BatchNorm2d
  let conv1: Conv2d
  let norm2: BatchNorm2d
  let conv2: Conv2d

  init(_ inputs: Int, growth: Int) {
    norm1 = BatchNorm2d(inputs, activation: .relu)
    conv1 = Conv2d(inputs, 4 * growth, kernelSize: 1, bias: false, initializer: .he)
    norm2 = BatchNorm2d(4 * growth, activation: .relu)
    conv2 = Conv2d(
      4 * growth, growth, kernelSize: 3, padding: 1, bias: false, initializer: .he)
    super.init()
  }

  func forward(_ x: Tensor) -> Tensor { conv2(norm2(after: conv1, norm1(x))) }
}
