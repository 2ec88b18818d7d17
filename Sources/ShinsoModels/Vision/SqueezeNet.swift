import ShinsoNN
import ShinsoTensor

/// SqueezeNet: Iandola, Han, Moskewicz, Ashraf, Dally & Keutzer, "SqueezeNet: AlexNet-level accuracy
/// with 50x fewer parameters and <0.5MB model size", 2016, without bypasses; version 1.1 is the
/// authors' own (github.com/forresti/SqueezeNet): as accurate, 2.4 times less to compute.
/// Input `[N, 3, 224, 224]` (any size from 17 on works), logits `[N, classes]`; 1,235,496 parameters
/// (1.1) or 1,248,424 (1.0) with 1,000 classes.
///
/// The names are the paper's. Initial values are He's, as in torchvision; the authors' Caffe files
/// have Xavier's.
public final class SqueezeNet: Module, Layer {
  public enum Version: String, Sendable, CaseIterable {
    case v11 = "v1.1"
    case v10 = "v1.0"
    /// Version 1.1 for images as the authors' weights for Caffe want them.
    case caffe11 = "caffe-v1.1"
    /// Version 1.0 as in the authors' files for Caffe, which put zeros around the input of `conv10`.
    case caffe10 = "caffe-v1.0"

    public var isCaffes: Bool { self == .caffe11 || self == .caffe10 }
    fileprivate var is11: Bool { self == .v11 || self == .caffe11 }

    /// The fire modules with a max pooling behind them.
    var pooled: Set<Int> { is11 ? [3, 5] : [4, 8] }
  }

  let conv1: Conv2d
  private let fire2: Fire
  private let fire3 = Fire(128, squeeze: 16, expand: 64)
  private let fire4 = Fire(128, squeeze: 32, expand: 128)
  private let fire5 = Fire(256, squeeze: 32, expand: 128)
  private let fire6 = Fire(256, squeeze: 48, expand: 192)
  private let fire7 = Fire(384, squeeze: 48, expand: 192)
  private let fire8 = Fire(384, squeeze: 64, expand: 256)
  private let fire9 = Fire(512, squeeze: 64, expand: 256)
  let dropout = Dropout(0.5)
  let conv10: Conv2d
  let pool10 = GlobalAveragePool2d()
  private let version: Version

  public init(_ version: Version = .v11, classes: Int = 1000) {
    self.version = version
    let (channels, size) = version.is11 ? (64, 3) : (96, 7)
    conv1 = Conv2d(
      3, channels, kernelSize: Size2d(size), stride: 2, activation: .relu, initializer: .he,
      biasInitializer: .zeros)
    fire2 = Fire(channels, squeeze: 16, expand: 64)
    conv10 = Conv2d(
      512, classes, kernelSize: 1, padding: version == .caffe10 ? 1 : 0, activation: .relu,
      initializer: .normal(standardDeviation: 0.01), biasInitializer: .zeros)
    super.init()
  }

  public func forward(_ x: Tensor) -> Tensor {
    var h = pool(conv1(x))  // [N, 64, 55, 55], of version 1.0 [N, 96, 54, 54]
    let fires = [fire2, fire3, fire4, fire5, fire6, fire7, fire8, fire9]
    for (number, fire) in zip(2..., fires) {
      h = fire(h)
      if version.pooled.contains(number) { h = pool(h) }
    }
    return pool10(conv10(dropout(h)))  // from [N, 512, 13, 13]
  }

  private func pool(_ x: Tensor) -> Tensor {
    maxPool2d(x, kernelSize: 3, stride: 2, ceilMode: true)
  }
}

/// A 1×1 convolution that leaves few channels, then 1×1 and 3×3 side by side.
private final class Fire: Module, Layer {
  let squeeze: Conv2d
  let expand1x1: Conv2d
  let expand3x3: Conv2d

  init(_ inputs: Int, squeeze narrow: Int, expand wide: Int) {
    squeeze = Conv2d(
      inputs, narrow, kernelSize: 1, activation: .relu, initializer: .he, biasInitializer: .zeros)
    expand1x1 = Conv2d(
      narrow, wide, kernelSize: 1, activation: .relu, initializer: .he, biasInitializer: .zeros)
    expand3x3 = Conv2d(
      narrow, wide, kernelSize: 3, padding: 1, activation: .relu, initializer: .he,
      biasInitializer: .zeros)
    super.init()
  }

  func forward(_ x: Tensor) -> Tensor {
    let h = squeeze(x)
    return concatenate([expand1x1(h), expand3x3(h)], axis: 1)
  }
}
