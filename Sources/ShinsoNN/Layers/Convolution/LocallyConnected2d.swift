import ShinsoTensor

/// A convolution whose weights differ from place to place, for pictures of one size. LeCun 1989;
/// Taigman et al., "DeepFace", CVPR 2014. PyTorch: no equivalent.
public final class LocallyConnected2d: Module, Layer, CountsMultiplyAdds {
  /// `[H' · W', outputs, inputs · kH · kW]`.
  public let weight: Parameter
  /// `[outputs, H', W']`.
  public let bias: Parameter?
  public let kernelSize: Size2d
  public let stride: Size2d
  public let padding: Padding2d

  /// - Parameter inputSize: the size of the images.
  public init(
    _ inputs: Int, _ outputs: Int, inputSize: Size2d, kernelSize: Size2d, stride: Size2d = 1,
    padding: Padding2d = 0, bias: Bool = true, initializer: Initializer = .fanIn
  ) {
    let geometry = Conv2dGeometry(kernel: kernelSize, stride: stride, padding: padding)
    let (height, width) = geometry.output(height: inputSize.height, width: inputSize.width)
    if height < 1 || width < 1 {
      stop("LocallyConnected2d: the kernel \(kernelSize) does not fit into \(inputSize)")
    }
    let fanIn = inputs * kernelSize.height * kernelSize.width
    weight = Parameter(
      initializer, [height * width, outputs, fanIn], fanIn: fanIn, fanOut: outputs)
    self.bias =
      bias ? Parameter(.fanIn, [outputs, height, width], fanIn: fanIn, fanOut: outputs) : nil
    self.kernelSize = kernelSize
    self.stride = stride
    self.padding = padding
    super.init()
  }

  public func forward(_ x: Tensor) -> Tensor {
    locallyConnected2d(
      x, weight.tensor, bias?.tensor, kernelSize: kernelSize, stride: stride, padding: padding)
  }

  public func multiplyAdds(output: Shape) -> Int { output.elementCount * weight.shape[2] }
}
