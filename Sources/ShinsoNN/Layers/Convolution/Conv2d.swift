import ShinsoTensor

/// A convolution: x `[N, C, H, W]`, weight `[O, C / groups, kH, kW]`. `groups` equal to the
/// channels makes it depthwise. PyTorch: `torch.nn.Conv2d`.
public final class Conv2d: Module, Layer, CountsMultiplyAdds {
  /// `[outputs, inputs / groups, kH, kW]`.
  public let weight: Parameter
  /// `[outputs]`.
  public let bias: Parameter?
  public let outputs: Int
  public let kernelSize: Size2d
  public let stride: Size2d
  public let padding: Padding
  public let dilation: Size2d
  public let groups: Int
  public let activation: Activation
  private let initializer: Initializer
  private let biasInitializer: Initializer

  /// If `inputs` is nil, the first call determines it.
  public init(
    _ inputs: Int? = nil, outputs: Int, kernelSize: Size2d, stride: Size2d = 1,
    padding: Padding = 0, dilation: Size2d = 1, groups: Int = 1,
    bias: Bool = true, activation: Activation = .identity, initializer: Initializer = .fanIn,
    biasInitializer: Initializer = .fanIn
  ) {
    self.outputs = outputs
    self.kernelSize = kernelSize
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
    self.activation = activation
    self.initializer = initializer
    self.biasInitializer = biasInitializer
    weight = Parameter()
    self.bias = bias ? Parameter() : nil
    super.init()
    if let inputs { materialize(inputs) }
  }

  public convenience init(
    _ inputs: Int, _ outputs: Int, kernelSize: Size2d, stride: Size2d = 1, padding: Padding = 0,
    dilation: Size2d = 1, groups: Int = 1, bias: Bool = true,
    activation: Activation = .identity,
    initializer: Initializer = .fanIn, biasInitializer: Initializer = .fanIn
  ) {
    self.init(
      inputs, outputs: outputs, kernelSize: kernelSize, stride: stride, padding: padding,
      dilation: dilation, groups: groups, bias: bias,
      activation: activation, initializer: initializer, biasInitializer: biasInitializer)
  }

  public func forward(_ x: Tensor) -> Tensor {
    if !weight.isMaterialized, x.rank == 4 { materialize(x.shape[1]) }
    return conv2d(
      x, weight.tensor, bias?.tensor, stride: stride, padding: padding(for: x), dilation: dilation,
      groups: groups, activation: activation)
  }

  /// The padding for an input of this shape.
  func padding(for x: Tensor) -> Padding2d {
    if case .explicit(let padding) = padding { return padding }
    guard x.rank == 4 else { return 0 }
    func missing(_ size: Int, _ kernel: Int, _ stride: Int, _ dilation: Int) -> Int {
      max((size - 1) / stride * stride + (kernel - 1) * dilation + 1 - size, 0)
    }
    let rows = missing(x.shape[2], kernelSize.height, stride.height, dilation.height)
    let columns = missing(x.shape[3], kernelSize.width, stride.width, dilation.width)
    return Padding2d(
      top: rows / 2, left: columns / 2, bottom: rows - rows / 2, right: columns - columns / 2)
  }

  public func multiplyAdds(output: Shape) -> Int {
    output.elementCount * (weight.isMaterialized ? weight.shape.dropFirst().reduce(1, *) : 0)
  }

  private func materialize(_ inputs: Int) {
    guard groups > 0, inputs % groups == 0, outputs % groups == 0 else {
      stop(
        "Conv2d: \(inputs) input and \(outputs) output channels do not divide into \(groups) groups"
      )
    }
    let window = kernelSize.height * kernelSize.width
    let fanIn = inputs / groups * window
    let fanOut = outputs / groups * window
    weight.materialize(
      initializer, [outputs, inputs / groups, kernelSize.height, kernelSize.width], fanIn: fanIn,
      fanOut: fanOut)
    bias?.materialize(biasInitializer, [outputs], fanIn: fanIn, fanOut: fanOut)
  }
}
