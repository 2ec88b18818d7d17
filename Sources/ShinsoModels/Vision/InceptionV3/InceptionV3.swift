// Modules have torchvision's names.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import ShinsoNN
import ShinsoTensor

/// Inception v3: Szegedy, Vanhoucke, Ioffe, Shlens & Wojna, "Rethinking the Inception architecture for
/// computer vision", CVPR 2016. Input `[N, 3, 299, 299]`; logits `[N, 1000]`. 23,834,568 parameters
/// without the auxiliary head, 27,161,264 with it.
///
/// The paper leaves the widths inside its modules open. They, and what differs from its table 1, are as
/// in the code that its authors published for TensorFlow and as in torchvision: a 1×1 and a 3×3
/// convolution between the first two poolings, four modules on the 17×17 grid, widths of 768 and 2048.
/// While the net is trained, a head with batch normalization classifies the last 17×17 grid; its weight
/// is 0.4, and initial weights are normal with deviation 0.1 (in the head 0.01 and 0.001), as in that
/// code, but not truncated at two deviations. Inputs may have any size from 75 pixels.
public final class InceptionV3: Module, AuxiliaryHeads {
  let Conv2d_1a_3x3 = ConvNorm.inception(3, 32, 3, stride: 2)
  let Conv2d_2a_3x3 = ConvNorm.inception(32, 32, 3)
  let Conv2d_2b_3x3 = ConvNorm.inception(32, 64, 3, padding: 1)
  let maxpool1 = MaxPool2d(kernelSize: 3, stride: 2)
  let Conv2d_3b_1x1 = ConvNorm.inception(64, 80, 1)
  let Conv2d_4a_3x3 = ConvNorm.inception(80, 192, 3)
  let maxpool2 = MaxPool2d(kernelSize: 3, stride: 2)
  let Mixed_5b = InceptionA(192, pooled: 32)
  let Mixed_5c = InceptionA(256, pooled: 64)
  let Mixed_5d = InceptionA(288, pooled: 64)
  let Mixed_6a = InceptionB(288)
  let Mixed_6b = InceptionC(768, inner: 128)
  let Mixed_6c = InceptionC(768, inner: 160)
  let Mixed_6d = InceptionC(768, inner: 160)
  let Mixed_6e = InceptionC(768, inner: 192)
  let AuxLogits: InceptionV3Head
  let Mixed_7a = InceptionD(768)
  let Mixed_7b = InceptionE(1280)
  let Mixed_7c = InceptionE(2048)
  let avgpool = GlobalAveragePool2d()
  let dropout = Dropout()
  let fc: Linear

  public var heads: [any TensorLayer] { [AuxLogits] }
  public let headWeight = 0.4

  public init(classes: Int = 1000) {
    AuxLogits = InceptionV3Head(768, classes: classes)
    fc = Linear(
      2048, classes, initializer: .normal(standardDeviation: 0.1), biasInitializer: .zeros)
    super.init()
  }

  public func forwardWithTaps(_ x: Tensor) -> (logits: Tensor, taps: [Tensor]) {
    var h = Conv2d_2b_3x3(Conv2d_2a_3x3(Conv2d_1a_3x3(x)))  // [N, 64, 147, 147]
    h = Conv2d_4a_3x3(Conv2d_3b_1x1(maxpool1(h)))  // [N, 192, 71, 71]
    h = Mixed_5d(Mixed_5c(Mixed_5b(maxpool2(h))))  // [N, 288, 35, 35]
    let middle = Mixed_6e(Mixed_6d(Mixed_6c(Mixed_6b(Mixed_6a(h)))))  // [N, 768, 17, 17]
    h = Mixed_7c(Mixed_7b(Mixed_7a(middle)))  // [N, 2048, 8, 8]
    return (fc(dropout(avgpool(h))), [middle])
  }
}
