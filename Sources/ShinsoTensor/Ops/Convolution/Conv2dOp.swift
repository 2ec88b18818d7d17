/// A convolution of pictures (a cross-correlation, as everywhere in the field), with residual, bias
/// and activation: `activation(x * weight + bias + residual)`. Inputs: x `[N, C, H, W]`, weight
/// `[O, C / groups, kH, kW]`, if `hasResidual`, the residual, of the result's shape, and if there is
/// one, bias `[O]`.
public struct Conv2dOp: Op, EpilogueOp {
  public var stride: Size2d
  public var padding: Padding2d
  public var dilation: Size2d
  public var groups: Int
  public var hasResidual: Bool
  public var activation: FusedActivation

  public init(
    stride: Size2d = 1, padding: Padding2d = 0, dilation: Size2d = 1, groups: Int = 1,
    hasResidual: Bool = false, activation: FusedActivation = .none
  ) {
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
    self.hasResidual = hasResidual
    self.activation = activation
  }

  public var name: OpName { "conv2d" }
  public var inputNames: [String] {
    ["input", "weight"] + (hasResidual ? ["residual"] : []) + ["bias"]
  }

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
      "input \(x) has \(counted(x[1], "channel")), the weight \(weight) "
        + (groups == 1
          ? "expects \(weight[1])" : "in \(groups) groups expects \(groups) · \(weight[1])")
    )
    let (height, width) = geometry.output(height: x[2], width: x[3])
    try require(
      height > 0 && width > 0,
      "the kernel \(geometry.kernel) with dilation \(dilation) does not fit into input \(x) "
        + "with padding \(padding)")
    let shape: Shape = [x[0], weight[0], height, width]
    try requireEpilogue(inputs, outputs: weight[0], result: shape)
    return [TensorSpec(shape: shape, dtype: inputs[0].dtype)]
  }

  public func multiplyAdds(_ inputs: [TensorSpec], _ outputs: [TensorSpec]) -> Int {
    outputs[0].shape.elementCount * inputs[1].shape.dropFirst().reduce(1, *)
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) -> [Tensor] {
    let (x, weight) = (inputs[0], inputs[1])
    let sums = backend.conv2d(
      x, weight: weight, geometry(weight.shape), epilogue(inputs, context))
    let (y, known) = finished(sums, context, on: backend)
    context.save(context.needs[1] ? x : nil, weight, known)
    return [y]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    let backend = pass.backend
    let weight = pass.saved(1)
    let geometry = geometry(weight.shape)
    let dy = pass.gradient(pass.gradient, before: activation, known: pass.saved(2))
    let wanted = epilogueNeeds(pass)
    let gradients = backend.conv2dBackward(
      dy, x: pass.needs[1] ? pass.saved(0) : nil, inputShape: pass.inputs[0].shape, weight: weight,
      geometry, wantsInput: pass.needs[0], wantsBias: wanted.bias)
    return
      ([gradients.input, gradients.weight] + (hasResidual ? [wanted.residual ? dy : nil] : [])
      + [gradients.bias]).prefix(pass.needs.count).map { $0.map { .dense($0) } }
  }

  /// Tensors that `forward` keeps.
  static let savedCount = 3

  /// The same computation as a part of a joint.
  func jointPart(_ inputs: [Tensor], _ context: ForwardContext) -> JointPart {
    .convolution(
      inputs[0], weight: inputs[1], geometry(inputs[1].shape), epilogue(inputs, context))
  }

  private func geometry(_ weight: Shape) -> Conv2dGeometry {
    Conv2dGeometry(
      kernel: Size2d(weight[2], weight[3]), stride: stride, padding: padding, dilation: dilation,
      groups: groups)
  }
}

/// A convolution with bias, residual and activation, `activation(x * weight + bias + residual)`:
/// x `[N, C, H, W]`, weight `[O, C / groups, kH, kW]`, bias `[O]`; the result is `[N, O, H', W']`, as
/// is the residual, with `H' = (H + padding - dilation · (kH - 1) - 1) / stride + 1`.
/// PyTorch: `torch.nn.functional.conv2d`.
public func conv2d(
  _ x: Tensor, _ weight: Tensor, _ bias: Tensor? = nil, residual: Tensor? = nil,
  stride: Size2d = 1, padding: Padding2d = 0, dilation: Size2d = 1, groups: Int = 1,
  activation: Activation = .identity
) -> Tensor {
  let op = Conv2dOp(
    stride: stride, padding: padding, dilation: dilation, groups: groups,
    hasResidual: residual != nil, activation: activation.fused)
  let inputs = [x, weight] + [residual, bias].compactMap(\.self)
  return activation.afterFusion(applyOp(op, inputs)[0])
}
