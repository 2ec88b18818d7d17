/// A convolution along the last axis: x `[N, C, T]`, weight `[O, C / groups, k]`, bias `[O]`; the
/// result is `[N, O, T']`. `padding` is (before, after); both, if it is one number.
/// PyTorch: `torch.nn.functional.conv1d`.
public func conv1d(
  _ x: Tensor, _ weight: Tensor, _ bias: Tensor? = nil, stride: Int = 1, padding: Padding1d = 0,
  dilation: Int = 1, groups: Int = 1, activation: Activation = .identity
) -> Tensor {
  let op = Conv2dOp(
    stride: Size2d(1, stride), padding: padding.asRow, dilation: Size2d(1, dilation),
    groups: groups,
    activation: activation.fused)
  return activation.afterFusion(alongRows(op, x, weight, bias, as: "conv1d"))
}

/// The transposed convolution along the last axis: x `[N, C, T]`, weight `[C, O / groups, k]`, bias
/// `[O]`. PyTorch: `torch.nn.functional.conv_transpose1d`.
public func convTranspose1d(
  _ x: Tensor, _ weight: Tensor, _ bias: Tensor? = nil, stride: Int = 1, padding: Padding1d = 0,
  outputPadding: Int = 0, dilation: Int = 1, groups: Int = 1
) -> Tensor {
  let op = ConvTranspose2dOp(
    stride: Size2d(1, stride), padding: padding.asRow, outputPadding: Size2d(0, outputPadding),
    dilation: Size2d(1, dilation), groups: groups)
  return alongRows(op, x, weight, bias, as: "convTranspose1d")
}

/// Runs an op of pictures on sequences, which are pictures of one row.
private func alongRows(
  _ op: some Op, _ x: Tensor, _ weight: Tensor, _ bias: Tensor?, as name: OpName
) -> Tensor {
  stopUnless(
    x.rank == 3 && weight.rank == 3, in: name,
    "input \(x.shape) and weight \(weight.shape) must have 3 axes")
  let inputs = [x.unsqueezed(-2), weight.unsqueezed(-2)] + (bias.map { [$0] } ?? [])
  return applyOp(op, inputs, as: name)[0].squeezed(-2)
}
