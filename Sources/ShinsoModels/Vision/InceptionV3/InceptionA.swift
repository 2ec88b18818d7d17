// Modules have torchvision's names.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import ShinsoNN
import ShinsoTensor

/// A module of ``InceptionV3``, figure 5 of its paper: two 3×3 in place of a 5×5, on the 35×35 grid.
/// One branch keeps its 5×5, as in the authors' code.
final class InceptionA: Module, Layer {
  let branch1x1: ConvNorm
  let branch5x5_1: ConvNorm
  let branch5x5_2 = ConvNorm.inception(48, 64, 5, padding: 2)
  let branch3x3dbl_1: ConvNorm
  let branch3x3dbl_2 = ConvNorm.inception(64, 96, 3, padding: 1)
  let branch3x3dbl_3 = ConvNorm.inception(96, 96, 3, padding: 1)
  let branch_pool: ConvNorm

  init(_ inputs: Int, pooled: Int) {
    branch1x1 = .inception(inputs, 64, 1)
    branch5x5_1 = .inception(inputs, 48, 1)
    branch3x3dbl_1 = .inception(inputs, 64, 1)
    branch_pool = .inception(inputs, pooled, 1)
    super.init()
  }

  func forward(_ x: Tensor) -> Tensor {
    concatenate(
      [
        branch1x1(x), branch5x5_2(branch5x5_1(x)),
        branch3x3dbl_3(branch3x3dbl_2(branch3x3dbl_1(x))),
        branch_pool(averagePool2d(x, kernelSize: 3, stride: 1, padding: 1)),
      ], axis: 1)
  }
}
