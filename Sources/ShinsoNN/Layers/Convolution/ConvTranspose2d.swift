import ShinsoTensor

/// The transposed convolution, which makes pictures larger: x `[N, C, H, W]`, weight
/// `[C, O / groups, kH, kW]`. Zeiler et al., CVPR 2010. PyTorch: `torch.nn.ConvTranspose2d`.
public final class ConvTranspose2d: Module, Layer, CountsMultiplyAdds {
  /// `[inputs, outputs / groups, kH, kW]`.
  public let weight: Parameter
  /// `[outputs]`.
  public let bias: Parameter?
  public let stride: Size2d
  public let padding: Padding2d
  public let outputPadding: Size2d
  public let dilation: Size2d
  public let groups: Int

  public init(
    _ inputs: Int, _ outputs: Int, kernelSize: Size2d, stride: Size2d = 1, padding: Padding2d = 0,
    outputPadding: Size2d = 0, dilation: Size2d = 1, groups: Int = 1, bias: Bool = true,
    initializer: Initializer = .fanIn
  ) {
    if groups < 1 || inputs % groups != 0 || outputs % groups != 0 {
      stop(
        "ConvTranspose2d: \(inputs) inputs and \(outputs) outputs do not divide into \(groups) groups"
      )
    }
    let window = kernelSize.height * kernelSize.width
    // As in PyTorch, which takes the weight's second axis for the inputs.
    let (fanIn, fanOut) = (outputs / groups * window, inputs / groups * window)
    weight = Parameter(
      initializer, [inputs, outputs / groups, kernelSize.height, kernelSize.width], fanIn: fanIn,
      fanOut: fanOut)
    self.bias = bias ? Parameter(.fanIn, [outputs], fanIn: fanIn, fanOut: fanOut) : nil
    self.stride = stride
    self.padding = padding
    self.outputPadding = outputPadding
    self.dilation = dilation
    self.groups = groups
    super.init()
  }

  public func forward(_ x: Tensor) -> Tensor {
    convTranspose2d(
      x, weight.tensor, bias?.tensor, stride: stride, padding: padding,
      outputPadding: outputPadding, dilation: dilation, groups: groups)
  }

  /// Each input is multiplied once with each weight of its channel.
  public func multiplyAdds(output: Shape) -> Int {
    let positions = output.elementCount / max(output[1], 1)
    let window = stride.height * stride.width
    return positions / window * weight.shape.reduce(1, *)
  }
}
