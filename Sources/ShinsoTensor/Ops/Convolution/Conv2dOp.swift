/// A convolution of pictures (a cross-correlation, as everywhere in the field) with bias and
/// activation. Inputs: x `[N, C, H, W]`, weight `[O, C / groups, kH, kW]` and, if there is one, bias
/// `[O]`.
public struct Conv2dOp: Op {
  public var stride: Size2d
  public var padding: Padding2d
  public var dilation: Size2d
  public var groups: Int
  public var activation: FusedActivation

  public init(
    stride: Size2d = 1, padding: Padding2d = 0, dilation: Size2d = 1, groups: Int = 1,
    activation: FusedActivation = .none
  ) {
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
    self.activation = activation
  }

  public var name: OpName { "conv2d" }
  public var inputNames: [String] { ["input", "weight", "bias"] }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireFloats(inputs, optional: 1)
    let (x, weight) = (inputs[0].shape, inputs[1].shape)
    try requireRank(4, inputs[0], "input", "[N, C, H, W]")
    try requireRank(4, inputs[1], "weight", "[outputs, inputs / groups, height, width]")
    let geometry = geometry(weight)
    try requireWindow(
      kernel: geometry.kernel, stride: stride, padding: padding, dilation: dilation)
    try require(
      groups >= 1 && weight[0] % groups == 0,
      "the weight \(weight) has \(weight[0]) outputs, which do not divide into \(groups) groups")
    try require(
      x[1] % groups == 0 && x[1] / groups == weight[1],
      "input \(x) has \(x[1]) channels, the weight \(weight) "
        + (groups == 1
          ? "expects \(weight[1])" : "in \(groups) groups expects \(groups) · \(weight[1])")
    )
    if inputs.count > 2 {
      try requireShape([weight[0]], inputs[2], "bias", "one number an output")
    }
    let (height, width) = geometry.output(height: x[2], width: x[3])
    try require(
      height > 0 && width > 0,
      "the kernel \(geometry.kernel) with dilation \(dilation) does not fit into input \(x) "
        + "with padding \(padding)")
    return [TensorSpec(shape: [x[0], weight[0], height, width], dtype: inputs[0].dtype)]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) -> [Tensor] {
    let (x, weight) = (inputs[0], inputs[1])
    let y = backend.conv2d(
      x, weight: weight, bias: inputs.count > 2 ? inputs[2] : nil, geometry(weight.shape),
      activation: activation)
    context.save(context.needs[1] ? x : nil, weight, activation == .none ? nil : y)
    return [y]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    let backend = pass.backend
    let weight = pass.saved(1)
    let geometry = geometry(weight.shape)
    let dy = pass.gradient(pass.gradient, before: activation, output: pass.saved(2))
    let gradients = backend.conv2dBackward(
      dy, x: pass.needs[1] ? pass.saved(0) : nil, inputShape: pass.inputs[0].shape, weight: weight,
      geometry, wantsInput: pass.needs[0], wantsBias: pass.needs.count > 2 && pass.needs[2])
    return [gradients.input, gradients.weight, gradients.bias].prefix(pass.needs.count).map {
      $0.map { .dense($0) }
    }
  }

  private func geometry(_ weight: Shape) -> Conv2dGeometry {
    Conv2dGeometry(
      kernel: Size2d(weight[2], weight[3]), stride: stride, padding: padding, dilation: dilation,
      groups: groups)
  }
}

/// A convolution with bias and activation: x `[N, C, H, W]`, weight `[O, C / groups, kH, kW]`, bias
/// `[O]`; the result is `[N, O, H', W']` with
/// `H' = (H + padding - dilation · (kH - 1) - 1) / stride + 1`.
/// PyTorch: `torch.nn.functional.conv2d`.
public func conv2d(
  _ x: Tensor, _ weight: Tensor, _ bias: Tensor? = nil, stride: Size2d = 1, padding: Padding2d = 0,
  dilation: Size2d = 1, groups: Int = 1, activation: Activation = .identity
) -> Tensor {
  let op = Conv2dOp(
    stride: stride, padding: padding, dilation: dilation, groups: groups,
    activation: activation.fused)
  return activation.afterFusion(applyOp(op, [x, weight] + (bias.map { [$0] } ?? []))[0])
}
