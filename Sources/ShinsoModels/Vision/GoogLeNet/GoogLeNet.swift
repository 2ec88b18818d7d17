import ShinsoNN
import ShinsoTensor

/// GoogLeNet, Inception v1: Szegedy et al., "Going deeper with convolutions", CVPR 2015, table 1.
/// Input `[N, 3, 224, 224]`; logits `[N, 1000]`. While it is trained, two auxiliary heads classify the
/// outputs of inception (4a) and (4d) with weight 0.3. Modules have torchvision's names: the branches
/// of `inception3a` are the table's 1×1, 3×3, 5×5 and pool columns.
///
/// What the paper leaves open is as in Caffe's `bvlc_googlenet`: response normalization around the
/// second convolution, windows over the edge in pooling, initial weights ("xavier") and biases (0.2),
/// which learn at twice the rate and do not decay.
public final class GoogLeNet: Module, AuxiliaryHeads {
  public enum Variant: String, Sendable, CaseIterable {
    /// The paper's net, 6,998,552 parameters without the heads, 13,378,280 with them.
    case caffe
    /// torchvision's: batch normalization in place of biases and response normalization, 3×3 in the
    /// 5×5 branches, 2×2 windows in the last max pooling, dropout 0.2. 6,624,904 parameters without
    /// the heads, 13,004,888 with them.
    case torchvision
  }

  let conv1: any TensorLayer
  let pool1 = GoogLeNet.halving()
  let norm1: LocalResponseNorm?
  let conv2: any TensorLayer
  let conv3: any TensorLayer
  let norm2: LocalResponseNorm?
  let pool2 = GoogLeNet.halving()
  let inception3a: Inception
  let inception3b: Inception
  let pool3 = GoogLeNet.halving()
  let inception4a: Inception
  let inception4b: Inception
  let inception4c: Inception
  let inception4d: Inception
  let inception4e: Inception
  let pool4: MaxPool2d
  let inception5a: Inception
  let inception5b: Inception
  let pool5 = GlobalAveragePool2d()
  let dropout: Dropout
  let fc: Linear
  let aux1: GoogLeNetHead
  let aux2: GoogLeNetHead

  public var heads: [any TensorLayer] { [aux1, aux2] }
  public let headWeight = 0.3

  public init(classes: Int = 1000, variant: Variant = .caffe) {
    let isCaffes = variant == .caffe
    func conv(
      _ inputs: Int, _ outputs: Int, kernelSize: Int, stride: Size2d = 1
    ) -> any TensorLayer {
      variant.convolution(inputs, outputs, kernelSize: kernelSize, stride: stride)
    }
    func inception(_ inputs: Int, _ widths: Int...) -> Inception {
      Inception(inputs, widths, variant)
    }
    conv1 = conv(3, 64, kernelSize: 7, stride: 2)
    norm1 = isCaffes ? LocalResponseNorm() : nil
    conv2 = conv(64, 64, kernelSize: 1)
    conv3 = conv(64, 192, kernelSize: 3)
    norm2 = isCaffes ? LocalResponseNorm() : nil
    inception3a = inception(192, 64, 96, 128, 16, 32, 32)
    inception3b = inception(256, 128, 128, 192, 32, 96, 64)
    inception4a = inception(480, 192, 96, 208, 16, 48, 64)
    inception4b = inception(512, 160, 112, 224, 24, 64, 64)
    inception4c = inception(512, 128, 128, 256, 24, 64, 64)
    inception4d = inception(512, 112, 144, 288, 32, 64, 64)
    inception4e = inception(528, 256, 160, 320, 32, 128, 128)
    pool4 = isCaffes ? Self.halving() : MaxPool2d(kernelSize: 2, stride: 2, ceilMode: true)
    inception5a = inception(832, 256, 160, 320, 32, 128, 128)
    inception5b = inception(832, 384, 192, 384, 48, 128, 128)
    dropout = Dropout(isCaffes ? 0.4 : 0.2)
    fc = variant.linear(1024, classes, bias: 0)
    aux1 = GoogLeNetHead(512, classes: classes, variant)
    aux2 = GoogLeNetHead(528, classes: classes, variant)
    super.init()
    if isCaffes { learnBiasesAsCaffe() }
  }

  private static func halving() -> MaxPool2d {
    MaxPool2d(kernelSize: 3, stride: 2, ceilMode: true)
  }

  public func forwardWithTaps(_ x: Tensor) -> (logits: Tensor, taps: [Tensor]) {
    var h = pool1(conv1(x))  // [N, 64, 56, 56]
    h = norm1?(h) ?? h
    h = conv3(conv2(h))  // [N, 192, 56, 56]
    h = norm2?(h) ?? h
    h = inception3b(inception3a(pool2(h)))  // [N, 480, 28, 28]
    let first = inception4a(pool3(h))  // [N, 512, 14, 14]
    let second = inception4d(inception4c(inception4b(first)))  // [N, 528, 14, 14]
    h = inception4e(second)  // [N, 832, 14, 14]
    h = inception5b(inception5a(pool4(h)))  // [N, 1024, 7, 7]
    return (fc(dropout(pool5(h))), [first, second])
  }
}

extension GoogLeNet.Variant {
  /// A convolution with relu that keeps the size, or halves it.
  func convolution(
    _ inputs: Int, _ outputs: Int, kernelSize: Int, stride: Size2d = 1
  ) -> any TensorLayer {
    let padding = Padding.explicit(Padding2d(kernelSize / 2))
    switch self {
    case .caffe:
      return Conv2d(
        inputs, outputs, kernelSize: Size2d(kernelSize), stride: stride, padding: padding,
        activation: .relu, initializer: .caffeXavier, biasInitializer: .constant(0.2))
    case .torchvision:
      return ConvNorm(
        inputs, outputs, kernelSize: Size2d(kernelSize), stride: stride, padding: padding,
        epsilon: 1e-3, activation: .relu)
    }
  }

  func linear(
    _ inputs: Int, _ outputs: Int, activation: Activation = .identity, bias: Double
  ) -> Linear {
    Linear(
      inputs, outputs, activation: activation,
      initializer: self == .caffe ? .caffeXavier : .fanIn,
      biasInitializer: self == .caffe ? .constant(bias) : .fanIn)
  }
}
