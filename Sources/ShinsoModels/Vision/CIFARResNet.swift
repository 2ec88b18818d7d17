import ShinsoNN
import ShinsoTensor

/// Residual networks for CIFAR-10: He, Zhang, Ren & Sun, "Deep residual learning for image
/// recognition", CVPR 2016, section 4.2: 6n + 2 layers, three stages of n blocks with 16, 32 and 64
/// channels, and the plain networks that they are compared with.
/// Input `[N, 3, 32, 32]`, logits `[N, classes]`.
///
/// With option A, and likewise plain, 20 layers have 269,722 parameters, 32 have 464,154, 44 have
/// 658,586, 56 have 853,018 and 110 have 1,727,962. Option B adds 2,752 in its two projections.
public final class CIFARResNet: Module, Layer {
  let conv1 = Conv2d(3, 16, kernelSize: 3, padding: 1, bias: false, initializer: .heFanOut)
  let bn1 = BatchNorm2d(16, activation: .relu)
  let layer1: [BasicBlock]
  let layer2: [BasicBlock]
  let layer3: [BasicBlock]
  let avgpool = GlobalAveragePool2d()
  let fc: Linear

  /// - Parameter depth: 6n + 2.
  public init(depth: Int, shortcut: Shortcut = .padding, classes: Int = 10) {
    if depth < 8 || depth % 6 != 2 { stop("CIFARResNet: \(depth) layers are not 6n + 2") }
    var inputs = 16
    let stages = (0..<3).map { stage in
      (0..<(depth - 2) / 6).map { block in
        let width = 16 << stage
        defer { inputs = width }
        return BasicBlock(
          inputs, width, stride: block == 0 && stage > 0 ? 2 : 1, shortcut: shortcut)
      }
    }
    (layer1, layer2, layer3) = (stages[0], stages[1], stages[2])
    fc = Linear(inputs, classes, initializer: .he)
    super.init()
  }

  public func forward(_ x: Tensor) -> Tensor {
    var h = bn1(after: conv1, x)  // [N, 16, 32, 32]
    h = layer1.reduce(h) { $1($0) }  // [N, 16, 32, 32]
    h = layer2.reduce(h) { $1($0) }  // [N, 32, 16, 16]
    h = layer3.reduce(h) { $1($0) }  // [N, 64, 8, 8]
    return fc(avgpool(h))
  }
}
