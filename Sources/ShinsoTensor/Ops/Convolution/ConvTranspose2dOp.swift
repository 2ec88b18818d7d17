/// The transposed convolution: what the gradient of a convolution does to its output. Inputs: x
/// `[N, C, H, W]`, weight `[C, O / groups, kH, kW]` and, if there is one, bias `[O]`.
/// Zeiler et al., "Deconvolutional networks", CVPR 2010.
public struct ConvTranspose2dOp: Op {
  public var stride: Size2d
  public var padding: Padding2d
  /// Rows and columns added below and at the right: which of the sizes that a convolution with this
  /// stride makes equal is meant.
  public var outputPadding: Size2d
  public var dilation: Size2d
  public var groups: Int

  public init(
    stride: Size2d = 1, padding: Padding2d = 0, outputPadding: Size2d = 0, dilation: Size2d = 1,
    groups: Int = 1
  ) {
    self.stride = stride
    self.padding = padding
    self.outputPadding = outputPadding
    self.dilation = dilation
    self.groups = groups
  }

  public var name: OpName { "convTranspose2d" }
  public var inputNames: [String] { ["input", "weight", "bias"] }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireFloats(inputs, optional: 1)
    let (x, weight) = (inputs[0].shape, inputs[1].shape)
    try requireRank(4, inputs[0], "input", "[N, C, H, W]")
    try requireRank(4, inputs[1], "weight", "[inputs, outputs / groups, height, width]")
    try requireWindow(
      kernel: Size2d(weight[2], weight[3]), stride: stride, padding: padding, dilation: dilation)
    try require(
      x[1] == weight[0],
      "input \(x) has \(counted(x[1], "channel")), the weight \(weight) expects \(weight[0])")
    try require(
      groups >= 1 && weight[0] % groups == 0,
      "the weight \(weight) has \(weight[0]) inputs, which do not divide into \(groups) groups")
    try require(
      (0..<max(stride.height, dilation.height)).contains(outputPadding.height)
        && (0..<max(stride.width, dilation.width)).contains(outputPadding.width),
      "the output padding \(outputPadding) must be smaller than the stride \(stride) "
        + "or the dilation \(dilation)")
    let outputs = weight[1] * groups
    if inputs.count > 2 {
      try requireShape([outputs], inputs[2], "bias", "one number an output")
    }
    let (height, width) = size(x, weight)
    try require(
      height > 0 && width > 0, "nothing is left of input \(x) without the padding \(padding)")
    return [TensorSpec(shape: [x[0], outputs, height, width], dtype: inputs[0].dtype)]
  }

  /// Each input is multiplied once with each weight of its channel.
  public func multiplyAdds(_ inputs: [TensorSpec], _ outputs: [TensorSpec]) -> Int {
    inputs[0].shape.elementCount * inputs[1].shape.dropFirst().reduce(1, *)
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) -> [Tensor] {
    let (x, weight) = (inputs[0], inputs[1])
    let (height, width) = size(x.shape, weight.shape)
    let outputs = weight.shape[1] * groups
    let (geometry, empty) = geometry(weight.shape)
    var y = backend.conv2dBackwardInput(
      x, weight: weight,
      inputShape: [x.shape[0], outputs, height - empty.height, width - empty.width], geometry)
    for (axis, extent) in [(2, height), (3, width)] where y.shape[axis] != extent {
      y = backend.placing(y, in: y.shape.replacing(axis: axis, with: extent), axis: axis, start: 0)
    }
    if inputs.count > 2 { y = backend.binary(.add, y, inputs[2].viewed(as: [outputs, 1, 1])) }
    context.save(context.needs[1] ? x : nil, weight)
    return [y]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    let backend = pass.backend
    let weight = pass.saved(1)
    let (geometry, empty) = geometry(weight.shape)
    var dy = pass.gradient
    let biasGradient: Gradient? =
      pass.needs.count > 2 && pass.needs[2] ? .dense(backend.channelSum(dy)) : nil
    for (axis, count) in [(2, empty.height), (3, empty.width)] where count > 0 {
      dy = backend.slice(dy, axis: axis, start: 0, count: dy.shape[axis] - count)
    }
    let gradients: [Gradient?] = [
      pass.needs[0]
        ? .dense(
          backend.conv2d(dy, weight: weight, geometry, .none)) : nil,
      pass.needs[1]
        ? .dense(backend.conv2dBackwardWeight(pass.saved(0), x: dy, weight: weight, geometry))
        : nil,
    ]
    return pass.needs.count > 2 ? gradients + [biasGradient] : gradients
  }

  private func size(_ x: Shape, _ weight: Shape) -> (height: Int, width: Int) {
    (
      (x[2] - 1) * stride.height - padding.top - padding.bottom
        + (weight[2] - 1) * dilation.height + 1 + outputPadding.height,
      (x[3] - 1) * stride.width - padding.left - padding.right
        + (weight[3] - 1) * dilation.width + 1 + outputPadding.width
    )
  }

  /// Of the convolution that this one is the transpose of, and how many rows and columns of the
  /// output lie below and at the right of what its windows reach.
  private func geometry(_ weight: Shape) -> (Conv2dGeometry, empty: Size2d) {
    var (padding, empty) = (padding, Size2d(0))
    // With that much more to slide over, the convolution would have windows that x knows nothing of.
    if outputPadding.height >= stride.height {
      empty.height = max(outputPadding.height - padding.bottom, 0)
      padding.bottom = max(padding.bottom - outputPadding.height, 0)
    }
    if outputPadding.width >= stride.width {
      empty.width = max(outputPadding.width - padding.right, 0)
      padding.right = max(padding.right - outputPadding.width, 0)
    }
    return (
      Conv2dGeometry(
        kernel: Size2d(weight[2], weight[3]), stride: stride, padding: padding, dilation: dilation,
        groups: groups), empty
    )
  }
}

/// The transposed convolution: x `[N, C, H, W]`, weight `[C, O / groups, kH, kW]`, bias `[O]`; the
/// result is `[N, O, H', W']` with
/// `H' = (H - 1) · stride - padding + dilation · (kH - 1) + 1 + outputPadding`.
/// PyTorch: `torch.nn.functional.conv_transpose2d`.
public func convTranspose2d(
  _ x: Tensor, _ weight: Tensor, _ bias: Tensor? = nil, stride: Size2d = 1, padding: Padding2d = 0,
  outputPadding: Size2d = 0, dilation: Size2d = 1, groups: Int = 1
) -> Tensor {
  let op = ConvTranspose2dOp(
    stride: stride, padding: padding, outputPadding: outputPadding, dilation: dilation,
    groups: groups)
  return applyOp(op, [x, weight] + (bias.map { [$0] } ?? []))[0]
}
