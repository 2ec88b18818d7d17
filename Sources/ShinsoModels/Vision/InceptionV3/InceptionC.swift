// Modules have torchvision's names.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import ShinsoNN
import ShinsoTensor

/// A module of ``InceptionV3``, figure 6 of its paper with n = 7: 1×7 and 7×1 one after the other in
/// place of 7×7, on the 17×17 grid.
final class InceptionC: Module, Layer {
  let branch1x1: ConvNorm
  let branch7x7_1: ConvNorm
  let branch7x7_2: ConvNorm
  let branch7x7_3: ConvNorm
  let branch7x7dbl_1: ConvNorm
  let branch7x7dbl_2: ConvNorm
  let branch7x7dbl_3: ConvNorm
  let branch7x7dbl_4: ConvNorm
  let branch7x7dbl_5: ConvNorm
  let branch_pool: ConvNorm

  /// - Parameter inner: channels between the convolutions of a branch.
  init(_ inputs: Int, inner: Int) {
    branch1x1 = .inception(inputs, 192, 1)
    branch7x7_1 = .inception(inputs, inner, 1)
    branch7x7_2 = .inceptionRow(inner, inner, 7)
    branch7x7_3 = .inceptionColumn(inner, 192, 7)
    branch7x7dbl_1 = .inception(inputs, inner, 1)
    branch7x7dbl_2 = .inceptionColumn(inner, inner, 7)
    branch7x7dbl_3 = .inceptionRow(inner, inner, 7)
    branch7x7dbl_4 = .inceptionColumn(inner, inner, 7)
    branch7x7dbl_5 = .inceptionRow(inner, 192, 7)
    branch_pool = .inception(inputs, 192, 1)
    super.init()
  }

  func forward(_ x: Tensor) -> Tensor {
    let single = branch7x7_3(branch7x7_2(branch7x7_1(x)))
    let double = branch7x7dbl_3(branch7x7dbl_2(branch7x7dbl_1(x)))
    return concatenate(
      [
        branch1x1(x), single, branch7x7dbl_5(branch7x7dbl_4(double)),
        branch_pool(averagePool2d(x, kernelSize: 3, stride: 1, padding: 1)),
      ], axis: 1)
  }
}
