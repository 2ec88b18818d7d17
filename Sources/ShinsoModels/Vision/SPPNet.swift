import ShinsoNN
import ShinsoTensor

/// SPP-net on ZF-5: He, Zhang, Ren & Sun, "Spatial pyramid pooling in deep convolutional networks for
/// visual recognition", ECCV 2014 (and TPAMI 2015). Input `[N, 3, H, W]` of any size from 31 pixels;
/// logits `[N, 1000]`. 77,037,672 parameters; the paper states no number.
///
/// The pyramid of 6×6, 3×3, 2×2 and 1×1 bins gives 50 values a channel, whatever the size of the maps.
/// The paper's figures that this net reproduces: maps of 55×55, 27×27 and 13×13 for inputs of 224 and
/// of 10×10 for 180 (table 1, section 2.3), windows of 5, 7 and 13 at steps of 4, 6 and 13 for 3×3, 2×2
/// and 1×1 bins on 13×13 (figure 4), 12,800 values from the pyramid (section 4.1). It leaves open the
/// padding, which follows from the sizes of the maps; the response normalization, here Caffe's; and
/// the initial values, here those of Krizhevsky et al. 2012. Layers have Caffe's names and give what
/// Caffe's give: after their relu.
public final class SPPNet: Module, Layer {
  let conv1: Conv2d
  let norm1 = LocalResponseNorm()
  let pool1 = MaxPool2d(kernelSize: 3, stride: 2, ceilMode: true)
  let conv2: Conv2d
  let norm2 = LocalResponseNorm()
  let pool2 = MaxPool2d(kernelSize: 3, stride: 2, ceilMode: true)
  let conv3: Conv2d
  let conv4: Conv2d
  let conv5: Conv2d
  let spp = SpatialPyramidPool2d(levels: [6, 3, 2, 1])
  let fc6: Linear
  let drop6 = Dropout()
  let fc7: Linear
  let drop7 = Dropout()
  let fc8: Linear

  public init(classes: Int = 1000) {
    func conv(
      _ inputs: Int, _ outputs: Int, kernelSize: Size2d, stride: Size2d = 1, bias: Double
    ) -> Conv2d {
      Conv2d(
        inputs, outputs, kernelSize: kernelSize, stride: stride, padding: 1, activation: .relu,
        initializer: .normal(standardDeviation: 0.01), biasInitializer: .constant(bias))
    }
    func linear(_ inputs: Int, _ outputs: Int, _ activation: Activation, bias: Double) -> Linear {
      Linear(
        inputs, outputs, activation: activation, initializer: .normal(standardDeviation: 0.01),
        biasInitializer: .constant(bias))
    }
    conv1 = conv(3, 96, kernelSize: 7, stride: 2, bias: 0)
    conv2 = conv(96, 256, kernelSize: 5, stride: 2, bias: 1)
    conv3 = conv(256, 384, kernelSize: 3, bias: 0)
    conv4 = conv(384, 384, kernelSize: 3, bias: 1)
    conv5 = conv(384, 256, kernelSize: 3, bias: 1)
    fc6 = linear(256 * 50, 4096, .relu, bias: 1)
    fc7 = linear(4096, 4096, .relu, bias: 1)
    fc8 = linear(4096, classes, .identity, bias: 0)
    super.init()
    learnBiasesAsCaffe()
  }

  public func forward(_ x: Tensor) -> Tensor {
    var h = pool1(norm1(conv1(x)))  // [N, 96, 55, 55]
    h = pool2(norm2(conv2(h)))  // [N, 256, 13, 13]
    h = spp(conv5(conv4(conv3(h))))  // [N, 256 · 50]
    return fc8(drop7(fc7(drop6(fc6(h)))))
  }
}
