import ShinsoNN
import ShinsoTensor

/// MobileNetV2: Sandler, Howard, Zhu, Zhmoginov & Chen, "MobileNetV2: inverted residuals and linear
/// bottlenecks", CVPR 2018, table 2, of width 1.0. Input `[N, 3, 224, 224]` (other sizes work),
/// logits `[N, classes]`; 3,504,872 parameters with 1,000 classes. Dropout of 20 % before the
/// classifier and the initial values are torchvision's; the paper does not state them. Keras's network
/// differs in three constants, see ``Variant``.
public final class MobileNetV2: Module, Layer {
  /// Whose constants it has.
  public enum Variant: String, Sendable, CaseIterable {
    /// Padding on all sides, ε 1e-5, momentum 0.1.
    case torchvision
    /// TensorFlow's padding, which with stride 2 is below and to the right alone where sizes are even,
    /// ε 1e-3, momentum 0.001 (in Keras's terms 0.999).
    case keras
  }

  let stem: ConvNorm
  let blocks: [InvertedResidual]
  let head: ConvNorm
  let pool = GlobalAveragePool2d()
  let dropout = Dropout(0.2)
  let classifier: Linear

  /// Expansion, output channels, repeats, stride of the first.
  private static let stages: [(Int, Int, Int, Int)] = [
    (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2),
    (6, 320, 1, 1),
  ]

  public init(_ variant: Variant = .torchvision, classes: Int = 1000) {
    let convolution = Self.convolution(variant)
    stem = convolution(3, 32, 3, 2, 1, .relu6)
    var channels = 32
    blocks = Self.stages.flatMap { expansion, outputs, repeats, stride in
      (0..<repeats).map { index in
        defer { channels = outputs }
        return InvertedResidual(
          channels, outputs, kernelSize: 3, stride: index == 0 ? stride : 1, expansion: expansion,
          convolution)
      }
    }
    head = convolution(channels, 1280, 1, 1, 1, .relu6)
    classifier = Linear(
      1280, classes, initializer: .normal(standardDeviation: 0.01), biasInitializer: .zeros)
    super.init()
  }

  public func forward(_ x: Tensor) -> Tensor {
    let h = blocks.reduce(stem(x)) { $1($0) }  // [N, 320, 7, 7]
    let features = pool(head(h))  // [N, 1280]
    return classifier(dropout(features))
  }

  private static func convolution(_ variant: Variant) -> InvertedResidual.MakeConvolution {
    { inputs, outputs, kernelSize, stride, groups, activation in
      ConvNorm(
        inputs, outputs, kernelSize: Size2d(kernelSize), stride: Size2d(stride),
        padding: variant == .keras ? .same : .explicit(Padding2d(kernelSize / 2)), groups: groups,
        epsilon: variant == .keras ? 1e-3 : 1e-5, momentum: variant == .keras ? 0.001 : 0.1,
        activation: activation, initializer: .heFanOut)
    }
  }
}
