import ShinsoNN
import ShinsoTensor

/// A small convolutional net for images of 32 × 32 pixels: three convolutions of 5 × 5, each with an
/// activation and overlapping max pooling, and a linear layer. Input `[N, 3, 32, 32]`, logits
/// `[N, classes]`; 89,578 parameters with ten classes.
///
/// Figure 1 of Krizhevsky, Sutskever & Hinton, "ImageNet classification with deep convolutional
/// neural networks", NIPS 2012, compares activations in a "four-layer convolutional neural network"
/// on CIFAR-10 that the paper does not describe. This one has the numbers of filters that Krizhevsky's
/// own program has for CIFAR-10, and pools as section 3.4 of the paper says. Biases start at 0.
///
/// With batch normalization before each activation (Ioffe & Szegedy, ICML 2015), whose offsets stand in
/// for the biases of the convolutions, it has 89,706 parameters.
public final class FourLayerConvNet: Module, Layer {
  let conv1: Convolution
  let conv2: Convolution
  let conv3: Convolution
  let output: Linear

  public init(
    classes: Int, activation: Activation, normalized: Bool = false,
    initializer: Initializer = .glorot
  ) {
    func convolution(_ inputs: Int, _ outputs: Int) -> Convolution {
      Convolution(inputs, outputs, activation, initializer, normalized: normalized)
    }
    conv1 = convolution(3, 32)
    conv2 = convolution(32, 32)
    conv3 = convolution(32, 64)
    output = Linear(64 * 4 * 4, classes, initializer: initializer, biasInitializer: .zeros)
    super.init()
  }

  public func forward(_ x: Tensor) -> Tensor {
    var h = maxPool2d(conv1(x), kernelSize: 3, stride: 2, padding: 1)  // [N, 32, 16, 16]
    h = maxPool2d(conv2(h), kernelSize: 3, stride: 2, padding: 1)  // [N, 32, 8, 8]
    h = maxPool2d(conv3(h), kernelSize: 3, stride: 2, padding: 1)  // [N, 64, 4, 4]
    return output(h.flattened(from: 1))
  }
}

/// A convolution of 5 × 5 that keeps the size, with or without batch normalization, and its
/// activation.
final class Convolution: Module, Layer {
  let conv: Conv2d
  let norm: BatchNorm2d?

  init(
    _ inputs: Int, _ outputs: Int, _ activation: Activation, _ initializer: Initializer,
    normalized: Bool
  ) {
    conv = Conv2d(
      inputs, outputs, kernelSize: 5, padding: 2, bias: !normalized,
      activation: normalized ? .identity : activation, initializer: initializer,
      biasInitializer: .zeros)
    norm = normalized ? BatchNorm2d(outputs, activation: activation) : nil
    super.init()
  }

  func forward(_ x: Tensor) -> Tensor {
    let h = conv(x)
    return norm.map { $0(h) } ?? h
  }
}
