import ShinsoNN
import ShinsoTensor

/// Network in network: Lin, Chen & Yan, "Network in network", ICLR 2014. After each convolution, two
/// 1×1 ones work as a small perceptron at every place; in place of fully connected layers, the maps
/// of the last layer are averaged, one for each class. Layers have the names of the authors' Caffe
/// files; convolutions include their relu, that before the last average too.
///
/// Initial values are normal with the deviations of those files and biases 0; biases learn at twice
/// the rate and do not decay. The paper sets values and rates by hand for each layer.
public final class NIN: Module, Layer {
  public enum Variant: String, Sendable, CaseIterable {
    /// For CIFAR-10, as in the paper: input `[N, 3, 32, 32]`, 966,986 parameters for 10 classes.
    case cifar
    /// For ImageNet, from the authors' Caffe files; the paper has no figures for it. Input
    /// `[N, 3, 224, 224]`, 7,595,176 parameters for 1000 classes.
    case imagenet
  }

  let conv1: Conv2d
  let cccp1: Conv2d
  let cccp2: Conv2d
  let pool1 = MaxPool2d(kernelSize: 3, stride: 2, ceilMode: true)
  let drop1: Dropout?
  let conv2: Conv2d
  let cccp3: Conv2d
  let cccp4: Conv2d
  let pool2: any TensorLayer
  let drop2: Dropout?
  let conv3: Conv2d
  let cccp5: Conv2d
  let cccp6: Conv2d
  /// The fourth block, for ImageNet alone.
  let pool3: MaxPool2d?
  let drop3: Dropout?
  let conv4: Conv2d?
  let cccp7: Conv2d?
  let cccp8: Conv2d?
  let pool = GlobalAveragePool2d()

  public init(classes: Int = 10, variant: Variant = .cifar) {
    let isSmall = variant == .cifar
    if isSmall {
      conv1 = conv(3, 192, kernelSize: 5, padding: 2)
      cccp1 = conv(192, 160)
      cccp2 = conv(160, 96)
      conv2 = conv(96, 192, kernelSize: 5, padding: 2)
      cccp3 = conv(192, 192)
      cccp4 = conv(192, 192)
      pool2 = AveragePool2d(kernelSize: 3, stride: 2, ceilMode: true)
      conv3 = conv(192, 192, kernelSize: 3, padding: 1)
      cccp5 = conv(192, 192)
      cccp6 = conv(192, classes)
    } else {
      conv1 = conv(3, 96, kernelSize: 11, stride: 4, deviation: 0.01)
      cccp1 = conv(96, 96)
      cccp2 = conv(96, 96)
      conv2 = conv(96, 256, kernelSize: 5, padding: 2)
      cccp3 = conv(256, 256)
      cccp4 = conv(256, 256)
      pool2 = MaxPool2d(kernelSize: 3, stride: 2, ceilMode: true)
      conv3 = conv(256, 384, kernelSize: 3, padding: 1, deviation: 0.01)
      cccp5 = conv(384, 384)
      cccp6 = conv(384, 384)
    }
    drop1 = isSmall ? Dropout() : nil
    drop2 = isSmall ? Dropout() : nil
    pool3 = isSmall ? nil : MaxPool2d(kernelSize: 3, stride: 2, ceilMode: true)
    drop3 = isSmall ? nil : Dropout()
    conv4 = isSmall ? nil : conv(384, 1024, kernelSize: 3, padding: 1)
    cccp7 = isSmall ? nil : conv(1024, 1024)
    cccp8 = isSmall ? nil : conv(1024, classes, deviation: 0.01)
    super.init()
    learnBiasesAsCaffe()
  }

  public func forward(_ x: Tensor) -> Tensor {
    var h = pool1(cccp2(cccp1(conv1(x))))  // [N, 96, 16, 16]; ImageNet: [N, 96, 27, 27]
    h = drop1?(h) ?? h
    h = pool2(cccp4(cccp3(conv2(h))))  // [N, 192, 8, 8]; ImageNet: [N, 256, 13, 13]
    h = drop2?(h) ?? h
    h = cccp6(cccp5(conv3(h)))  // [N, classes, 8, 8]; ImageNet: [N, 384, 13, 13]
    if let pool3, let drop3, let conv4, let cccp7, let cccp8 {
      h = drop3(pool3(h))  // [N, 384, 6, 6]
      h = cccp8(cccp7(conv4(h)))  // [N, classes, 6, 6]
    }
    return pool(h)
  }
}

/// A convolution with relu and normally distributed weights.
private func conv(
  _ inputs: Int, _ outputs: Int, kernelSize: Size2d = 1, stride: Size2d = 1, padding: Padding = 0,
  deviation: Double = 0.05
) -> Conv2d {
  Conv2d(
    inputs, outputs, kernelSize: kernelSize, stride: stride, padding: padding, activation: .relu,
    initializer: .normal(standardDeviation: deviation), biasInitializer: .zeros)
}
