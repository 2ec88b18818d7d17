import ShinsoNN
import ShinsoTensor

/// Residual networks for ImageNet: He, Zhang, Ren & Sun, "Deep residual learning for image
/// recognition", CVPR 2016, table 1, with projections where the shape changes (option B).
/// Input `[N, 3, 224, 224]` (any size that 32 divides works), logits `[N, classes]`. Names and
/// weights are those of torchvision.
///
/// 18 layers have 11,689,512 parameters, 34 have 21,797,672, 50 have 25,557,032, 101 have
/// 44,549,160 and 152 have 60,192,808.
public final class ResNet: Module, Layer {
  /// Layers with weights.
  public enum Depth: Int, Sendable, CaseIterable {
    case layers18 = 18
    case layers34 = 34
    case layers50 = 50
    case layers101 = 101
    case layers152 = 152

    /// Of the four stages.
    public var blocks: [Int] {
      switch self {
      case .layers18: [2, 2, 2, 2]
      case .layers34, .layers50: [3, 4, 6, 3]
      case .layers101: [3, 4, 23, 3]
      case .layers152: [3, 8, 36, 3]
      }
    }

    public var hasBottlenecks: Bool { rawValue >= 50 }
  }

  /// Which convolution of a bottleneck has the stride, and how the first pooling treats edges.
  public enum Version: String, Sendable, CaseIterable {
    /// The 3×3: as in Facebook's and torchvision's networks, about half a percent more accurate.
    case v15 = "v1.5"
    /// The first 1×1: as in the paper.
    case v1
    /// As `v1`, and without zeros around the first pooling, whose windows reach over the lower right
    /// edge instead: as in the authors' files for Caffe.
    case caffe
  }

  let conv1 = Conv2d(
    3, 64, kernelSize: 7, stride: 2, padding: 3, bias: false, initializer: .heFanOut)
  let bn1 = BatchNorm2d(64, activation: .relu)
  let maxpool: MaxPool2d
  let layer1: [any TensorLayer]
  let layer2: [any TensorLayer]
  let layer3: [any TensorLayer]
  let layer4: [any TensorLayer]
  let avgpool = GlobalAveragePool2d()
  let fc: Linear

  public init(_ depth: Depth, version: Version = .v15, classes: Int = 1000) {
    maxpool =
      version == .caffe
      ? MaxPool2d(kernelSize: 3, stride: 2, ceilMode: true)
      : MaxPool2d(kernelSize: 3, stride: 2, padding: 1)
    var inputs = 64
    let stages = depth.blocks.enumerated().map { stage, count in
      (0..<count).map { block -> any TensorLayer in
        let (width, stride) = (64 << stage, block == 0 && stage > 0 ? 2 : 1)
        defer { inputs = depth.hasBottlenecks ? 4 * width : width }
        return depth.hasBottlenecks
          ? BottleneckBlock(inputs, width: width, stride: stride, version: version)
          : BasicBlock(inputs, width, stride: stride, shortcut: .projection)
      }
    }
    (layer1, layer2, layer3, layer4) = (stages[0], stages[1], stages[2], stages[3])
    fc = Linear(inputs, classes)
    super.init()
  }

  public func forward(_ x: Tensor) -> Tensor {
    var h = maxpool(bn1(after: conv1, x))  // [N, 64, 56, 56]
    h = layer1.reduce(h) { $1($0) }  // [N, 64 or 256, 56, 56]
    h = layer2.reduce(h) { $1($0) }  // [N, 128 or 512, 28, 28]
    h = layer3.reduce(h) { $1($0) }  // [N, 256 or 1024, 14, 14]
    h = layer4.reduce(h) { $1($0) }  // [N, 512 or 2048, 7, 7]
    return fc(avgpool(h))
  }
}
