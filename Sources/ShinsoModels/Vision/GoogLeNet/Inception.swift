import ShinsoNN
import ShinsoTensor

/// The module of ``GoogLeNet`` with dimension reductions, figure 2b of its paper: four branches side
/// by side, `[N, C, H, W]` to `[N, C', H, W]`.
final class Inception: Module, Layer {
  let branch1: any TensorLayer
  let branch2: [any TensorLayer]
  let branch3: [any TensorLayer]
  let branch4: [any TensorLayer]

  /// - Parameter widths: the columns of table 1: #1×1, #3×3 reduce, #3×3, #5×5 reduce, #5×5, pool proj.
  init(_ inputs: Int, _ widths: [Int], _ variant: GoogLeNet.Variant) {
    func conv(_ inputs: Int, _ outputs: Int, _ kernelSize: Int = 1) -> any TensorLayer {
      variant.convolution(inputs, outputs, kernelSize: kernelSize)
    }
    branch1 = conv(inputs, widths[0])
    branch2 = [conv(inputs, widths[1]), conv(widths[1], widths[2], 3)]
    branch3 = [conv(inputs, widths[3]), conv(widths[3], widths[4], variant == .caffe ? 5 : 3)]
    branch4 = [MaxPool2d(kernelSize: 3, stride: 1, padding: 1), conv(inputs, widths[5])]
    super.init()
  }

  func forward(_ x: Tensor) -> Tensor {
    concatenate([[branch1], branch2, branch3, branch4].map { $0.reduce(x) { $1($0) } }, axis: 1)
  }
}
