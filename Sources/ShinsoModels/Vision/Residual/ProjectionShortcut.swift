import ShinsoNN
import ShinsoTensor

/// A 1×1 convolution and batch normalization, named `0` and `1` as in torchvision.
final class ProjectionShortcut: Module, Layer, CustomReflectable {
  private let conv: Conv2d
  private let bn: BatchNorm2d

  init(_ inputs: Int, _ outputs: Int, stride: Int) {
    conv = Conv2d(
      inputs, outputs, kernelSize: 1, stride: Size2d(stride), bias: false,
      initializer: .heFanOut)
    bn = BatchNorm2d(outputs)
    super.init()
  }

  var customMirror: Mirror {
    Mirror(self, children: ["0": conv, "1": bn], ancestorRepresentation: .suppressed)
  }

  func forward(_ x: Tensor) -> Tensor { bn(after: conv, x) }
}
