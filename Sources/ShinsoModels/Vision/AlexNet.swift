import ShinsoNN
import ShinsoTensor

/// AlexNet: Krizhevsky, Sutskever & Hinton, "ImageNet classification with deep convolutional neural
/// networks", NIPS 2012. Input `[N, 3, 227, 227]`; logits `[N, 1000]`. Layers have Caffe's names and
/// give what Caffe's give: `conv5` and `fc7` are after their relu.
///
/// The paper's two halves on two GPUs are two groups. As in Caffe's `bvlc_alexnet`, the response
/// normalization has k = 1 and divides α by the number of channels (the paper: k = 2, no division),
/// so that Caffe's weights fit. Weights and biases start as in the paper; biases learn at twice the
/// rate and do not decay, as in Caffe.
public final class AlexNet: Module, Layer {
  public enum Variant: String, Sendable, CaseIterable {
    /// `bvlc_alexnet`. 60,965,224 parameters.
    case caffe
    /// `bvlc_reference_caffenet`, which pools before it normalizes. As many parameters.
    case caffenet
    /// The net on one GPU of Krizhevsky, "One weird trick for parallelizing convolutional neural
    /// networks", 2014, as in torchvision: no groups, no normalization, other widths, dropout before
    /// the hidden layers. Input `[N, 3, 224, 224]`; 61,100,840 parameters; PyTorch's initial values.
    case torchvision
  }

  let conv1: Conv2d
  let norm1: LocalResponseNorm?
  let pool1: MaxPool2d
  let conv2: Conv2d
  let norm2: LocalResponseNorm?
  let pool2: MaxPool2d
  let conv3: Conv2d
  let conv4: Conv2d
  let conv5: Conv2d
  let pool5: MaxPool2d
  let fc6: Linear
  let drop6 = Dropout()
  let fc7: Linear
  let drop7 = Dropout()
  let fc8: Linear
  private let variant: Variant

  /// - Parameter inputSize: the height and width of the input, which the first hidden layer depends
  ///   on: 67 or more; 227, for `torchvision` 224, if nil.
  public init(classes: Int = 1000, variant: Variant = .caffe, inputSize: Int? = nil) {
    let isCaffes = variant != .torchvision
    func conv(
      _ inputs: Int, _ outputs: Int, kernelSize: Size2d, stride: Size2d = 1, padding: Padding,
      groups: Int = 1, bias: Double
    ) -> Conv2d {
      Conv2d(
        inputs, outputs, kernelSize: kernelSize, stride: stride, padding: padding,
        groups: isCaffes ? groups : 1, activation: .relu,
        initializer: isCaffes ? .normal(standardDeviation: 0.01) : .fanIn,
        biasInitializer: isCaffes ? .constant(bias) : .fanIn)
    }
    func linear(_ inputs: Int, _ outputs: Int, _ activation: Activation, bias: Double) -> Linear {
      Linear(
        inputs, outputs, activation: activation,
        initializer: isCaffes ? .normal(standardDeviation: 0.01) : .fanIn,
        biasInitializer: isCaffes ? .constant(bias) : .fanIn)
    }
    func pool() -> MaxPool2d { MaxPool2d(kernelSize: 3, stride: 2, ceilMode: isCaffes) }
    let widths = isCaffes ? [96, 256, 384, 384, 256] : [64, 192, 384, 256, 256]
    conv1 = conv(
      3, widths[0], kernelSize: 11, stride: 4, padding: isCaffes ? 0 : 2, bias: 0)
    norm1 = isCaffes ? LocalResponseNorm() : nil
    pool1 = pool()
    conv2 = conv(widths[0], widths[1], kernelSize: 5, padding: 2, groups: 2, bias: 1)
    norm2 = isCaffes ? LocalResponseNorm() : nil
    pool2 = pool()
    conv3 = conv(widths[1], widths[2], kernelSize: 3, padding: 1, bias: 0)
    conv4 = conv(widths[2], widths[3], kernelSize: 3, padding: 1, groups: 2, bias: 1)
    conv5 = conv(widths[3], widths[4], kernelSize: 3, padding: 1, groups: 2, bias: 1)
    pool5 = pool()
    let side = Self.side(after: inputSize ?? (isCaffes ? 227 : 224), isCaffes)
    fc6 = linear(256 * side * side, 4096, .relu, bias: 1)
    fc7 = linear(4096, 4096, .relu, bias: 1)
    fc8 = linear(4096, classes, .identity, bias: 0)
    self.variant = variant
    super.init()
    if isCaffes { learnBiasesAsCaffe() }
  }

  /// Of the maps after the last pooling: 6 for 227.
  private static func side(after inputSize: Int, _ isCaffes: Bool) -> Int {
    if inputSize < 67 { stop("AlexNet: images of \(inputSize) pixels are too small") }
    func pooled(_ side: Int) -> Int { (side - 3 + (isCaffes ? 1 : 0)) / 2 + 1 }
    return pooled(pooled(pooled((inputSize + (isCaffes ? 0 : 4) - 11) / 4 + 1)))
  }

  public func forward(_ x: Tensor) -> Tensor {
    var h = reduced(conv1(x), norm1, pool1)  // [N, 96, 27, 27]
    h = reduced(conv2(h), norm2, pool2)  // [N, 256, 13, 13]
    h = pool5(conv5(conv4(conv3(h)))).flattened(from: 1)  // [N, 256 · 6 · 6]
    if variant == .torchvision { return fc8(fc7(drop7(fc6(drop6(h))))) }
    return fc8(drop7(fc7(drop6(fc6(h)))))
  }

  private func reduced(_ x: Tensor, _ norm: LocalResponseNorm?, _ pool: MaxPool2d) -> Tensor {
    guard let norm else { return pool(x) }
    return variant == .caffenet ? norm(pool(x)) : pool(norm(x))
  }
}
