// Modules have torchvision's names.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import ShinsoNN
import ShinsoTensor

/// A module of ``InceptionV3``, figure 10 of its paper: from the 35×35 to the 17×17 grid.
final class InceptionB: Module, Layer {
  let branch3x3: ConvNorm
  let branch3x3dbl_1: ConvNorm
  let branch3x3dbl_2 = ConvNorm.inception(64, 96, 3, padding: 1)
  let branch3x3dbl_3 = ConvNorm.inception(96, 96, 3, stride: 2)

  init(_ inputs: Int) {
    branch3x3 = .inception(inputs, 384, 3, stride: 2)
    branch3x3dbl_1 = .inception(inputs, 64, 1)
    super.init()
  }

  func forward(_ x: Tensor) -> Tensor {
    concatenate(
      [
        branch3x3(x), branch3x3dbl_3(branch3x3dbl_2(branch3x3dbl_1(x))),
        maxPool2d(x, kernelSize: 3, stride: 2),
      ], axis: 1)
  }
}
