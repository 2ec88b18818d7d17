import ShinsoNN
import ShinsoTensor

/// LeNet as in Caffe's MNIST example, after LeCun, Bottou, Bengio & Haffner, "Gradient-based
/// learning applied to document recognition", Proc. IEEE 86 (1998): relu in place of the squashing
/// function, max pooling in place of trainable subsampling, full connections throughout.
/// Input `[N, 1, 28, 28]`, pixels scaled to 0…1; logits `[N, 10]`. 431,080 parameters.
public final class LeNet: Module, Layer {
  let conv1 = Conv2d(
    1, 20, kernelSize: 5, initializer: .caffeXavier, biasInitializer: .zeros)
  let conv2 = Conv2d(
    20, 50, kernelSize: 5, initializer: .caffeXavier, biasInitializer: .zeros)
  let fc1 = Linear(
    50 * 4 * 4, 500, activation: .relu, initializer: .caffeXavier, biasInitializer: .zeros)
  let fc2: Linear

  public init(classes: Int = 10) {
    fc2 = Linear(500, classes, initializer: .caffeXavier, biasInitializer: .zeros)
    super.init()
    // Caffe's example doubles the biases' rate.
    for bias in [conv1.bias, conv2.bias, fc1.bias, fc2.bias] { bias?.rateFactor = 2 }
  }

  public func forward(_ x: Tensor) -> Tensor {
    var h = maxPool2d(conv1(x), kernelSize: 2)  // [N, 20, 12, 12]
    h = maxPool2d(conv2(h), kernelSize: 2)  // [N, 50, 4, 4]
    return fc2(fc1(h.flattened(from: 1)))
  }
}
