// Modules have torchvision's names.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import ShinsoNN
import ShinsoTensor

/// A module of ``InceptionV3``, figure 10 of its paper with the filters of figure 6: from the 17×17 to
/// the 8×8 grid.
final class InceptionD: Module, Layer {
  let branch3x3_1: ConvNorm
  let branch3x3_2 = ConvNorm.inception(192, 320, 3, stride: 2)
  let branch7x7x3_1: ConvNorm
  let branch7x7x3_2 = ConvNorm.inceptionRow(192, 192, 7)
  let branch7x7x3_3 = ConvNorm.inceptionColumn(192, 192, 7)
  let branch7x7x3_4 = ConvNorm.inception(192, 192, 3, stride: 2)

  init(_ inputs: Int) {
    branch3x3_1 = .inception(inputs, 192, 1)
    branch7x7x3_1 = .inception(inputs, 192, 1)
    super.init()
  }

  func forward(_ x: Tensor) -> Tensor {
    concatenate(
      [
        branch3x3_2(branch3x3_1(x)),
        branch7x7x3_4(branch7x7x3_3(branch7x7x3_2(branch7x7x3_1(x)))),
        maxPool2d(x, kernelSize: 3, stride: 2),
      ], axis: 1)
  }
}
