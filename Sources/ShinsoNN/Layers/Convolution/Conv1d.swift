import ShinsoTensor

/// A convolution along the last axis: x `[N, C, T]`, weight `[O, C / groups, k]`.
/// PyTorch: `torch.nn.Conv1d`.
public final class Conv1d: Module, Layer, CountsMultiplyAdds {
  /// `[outputs, inputs / groups, k]`.
  public let weight: Parameter
  /// `[outputs]`.
  public let bias: Parameter?
  public let stride: Int
  public let padding: Padding1d
  public let dilation: Int
  public let groups: Int
  public let activation: Activation

  public init(
    _ inputs: Int, _ outputs: Int, kernelSize: Int, stride: Int = 1, padding: Padding1d = 0,
    dilation: Int = 1, groups: Int = 1, bias: Bool = true, activation: Activation = .identity,
    initializer: Initializer = .fanIn
  ) {
    if groups < 1 || inputs % groups != 0 || outputs % groups != 0 {
      stop("Conv1d: \(inputs) inputs and \(outputs) outputs do not divide into \(groups) groups")
    }
    let (fanIn, fanOut) = (inputs / groups * kernelSize, outputs / groups * kernelSize)
    weight = Parameter(
      initializer, [outputs, inputs / groups, kernelSize], fanIn: fanIn, fanOut: fanOut)
    self.bias = bias ? Parameter(.fanIn, [outputs], fanIn: fanIn, fanOut: fanOut) : nil
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
    self.activation = activation
    super.init()
  }

  public func forward(_ x: Tensor) -> Tensor {
    conv1d(
      x, weight.tensor, bias?.tensor, stride: stride, padding: padding, dilation: dilation,
      groups: groups, activation: activation)
  }

  public func multiplyAdds(output: Shape) -> Int {
    output.elementCount * weight.shape.dropFirst().reduce(1, *)
  }
}
