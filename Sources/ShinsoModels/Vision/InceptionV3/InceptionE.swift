// Modules have torchvision's names.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import ShinsoNN
import ShinsoTensor

/// A module of ``InceptionV3``, figure 7 of its paper: 1×3 and 3×1 side by side, on the 8×8 grid.
final class InceptionE: Module, Layer {
  let branch1x1: ConvNorm
  let branch3x3_1: ConvNorm
  let branch3x3_2a = ConvNorm.inceptionRow(384, 384, 3)
  let branch3x3_2b = ConvNorm.inceptionColumn(384, 384, 3)
  let branch3x3dbl_1: ConvNorm
  let branch3x3dbl_2 = ConvNorm.inception(448, 384, 3, padding: 1)
  let branch3x3dbl_3a = ConvNorm.inceptionRow(384, 384, 3)
  let branch3x3dbl_3b = ConvNorm.inceptionColumn(384, 384, 3)
  let branch_pool: ConvNorm

  init(_ inputs: Int) {
    branch1x1 = .inception(inputs, 320, 1)
    branch3x3_1 = .inception(inputs, 384, 1)
    branch3x3dbl_1 = .inception(inputs, 448, 1)
    branch_pool = .inception(inputs, 192, 1)
    super.init()
  }

  func forward(_ x: Tensor) -> Tensor {
    let single = branch3x3_1(x)
    let double = branch3x3dbl_2(branch3x3dbl_1(x))
    return concatenate(
      [
        branch1x1(x), branch3x3_2a(single), branch3x3_2b(single), branch3x3dbl_3a(double),
        branch3x3dbl_3b(double),
        branch_pool(averagePool2d(x, kernelSize: 3, stride: 1, padding: 1)),
      ], axis: 1)
  }
}
