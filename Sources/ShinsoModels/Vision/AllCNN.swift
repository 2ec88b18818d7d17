import ShinsoNN
import ShinsoTensor

/// All-CNN-C for CIFAR-10: Springenberg, Dosovitskiy, Brox & Riedmiller, "Striving for simplicity:
/// the all convolutional net", ICLR workshop 2015, tables 1 and 2. Convolutions alone: those with
/// stride 2 stand where others pool. Dropout of 20 % of the input and 50 % after each of those.
/// Input `[N, 3, 32, 32]`, logits `[N, classes]`; 1,369,738 parameters with ten classes.
///
/// The paper does not say how weights are initialized; here it is He's way.
public final class AllCNN: Module, Layer {
  let inputDropout = Dropout(0.2)
  let conv1 = convolution(3, 96, kernelSize: 3, padding: 1)
  let conv2 = convolution(96, 96, kernelSize: 3, padding: 1)
  let conv3 = convolution(96, 96, kernelSize: 3, stride: 2, padding: 1)
  let dropout1 = Dropout(0.5)
  let conv4 = convolution(96, 192, kernelSize: 3, padding: 1)
  let conv5 = convolution(192, 192, kernelSize: 3, padding: 1)
  let conv6 = convolution(192, 192, kernelSize: 3, stride: 2, padding: 1)
  let dropout2 = Dropout(0.5)
  let conv7 = convolution(192, 192, kernelSize: 3)
  let conv8 = convolution(192, 192, kernelSize: 1)
  let conv9: Conv2d
  let pool = GlobalAveragePool2d()

  public init(classes: Int = 10) {
    conv9 = convolution(192, classes, kernelSize: 1)
    super.init()
  }

  public func forward(_ x: Tensor) -> Tensor {
    var h = conv3(conv2(conv1(inputDropout(x))))  // [N, 96, 16, 16]
    h = conv6(conv5(conv4(dropout1(h))))  // [N, 192, 8, 8]
    h = conv8(conv7(dropout2(h)))  // [N, 192, 6, 6]
    // The class layer has a relu, too.
    return pool(conv9(h))
  }
}

private func convolution(
  _ inputs: Int, _ outputs: Int, kernelSize: Int, stride: Int = 1, padding: Padding = 0
) -> Conv2d {
  Conv2d(
    inputs, outputs, kernelSize: Size2d(kernelSize), stride: Size2d(stride), padding: padding,
    activation: .relu, initializer: .he, biasInitializer: .zeros)
}
