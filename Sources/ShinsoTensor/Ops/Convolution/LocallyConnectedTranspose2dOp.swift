/// The transpose of ``LocallyConnected2dOp``: each number of a map puts its filter, times itself, where
/// the filter's window lies. Inputs: x `[N, O, H', W']` and the weight of the other way,
/// `[H' · W', O, C · kH · kW]`; the result is `[N, C, H, W]`. Le et al., "Building high-level features
/// using large scale unsupervised learning", ICML 2012, reconstruct pictures so.
public struct LocallyConnectedTranspose2dOp: Op {
  /// Of the other way.
  public var geometry: Conv2dGeometry
  /// H and W.
  public var size: Size2d

  public init(_ geometry: Conv2dGeometry, size: Size2d) {
    self.geometry = geometry
    self.size = size
  }

  public var name: OpName { "locallyConnectedTranspose2d" }
  public var inputNames: [String] { ["input", "weight"] }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireFloats(inputs)
    try requireRank(4, inputs[0], "input", "[N, O, H', W']")
    try requireRank(3, inputs[1], "weight", "[H' · W', O, C · kH · kW]")
    try requireWindow(
      kernel: geometry.kernel, stride: geometry.stride, padding: geometry.padding,
      dilation: geometry.dilation)
    let (x, weight) = (inputs[0].shape, inputs[1].shape)
    let channels = weight[2] / (geometry.kernel.height * geometry.kernel.width)
    let result: Shape = [x[0], channels, size.height, size.width]
    try require(
      size.height > 0 && size.width > 0 && channels > 0,
      "the result must have at least one channel and one pixel, not \(channels) channels of \(size)"
    )
    let windows = try requireLocal(geometry, image: result, weight: weight)
    try require(
      x[1] == weight[1] && x[2] == windows.height && x[3] == windows.width,
      "input \(x) must be [N, \(weight[1]), \(windows.height), \(windows.width)]")
    return [TensorSpec(shape: result, dtype: inputs[0].dtype)]
  }

  public func multiplyAdds(_ inputs: [TensorSpec], _ outputs: [TensorSpec]) -> Int {
    inputs[0].shape.elementCount * inputs[1].shape[2]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) -> [Tensor] {
    let (x, weight) = (inputs[0], inputs[1])
    context.save(context.needs[1] ? x : nil, context.needs[0] ? weight : nil)
    let channels = weight.shape[2] / (geometry.kernel.height * geometry.kernel.width)
    return [
      backend.locallyConnected2dBackwardInput(
        x, weight: weight, inputShape: [x.shape[0], channels, size.height, size.width], geometry)
    ]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    let (backend, dy) = (pass.backend, pass.gradient)
    return [
      pass.needs[0]
        ? .dense(backend.locallyConnected2d(dy, weight: pass.saved(1), geometry)) : nil,
      pass.needs[1]
        ? .dense(backend.locallyConnected2dBackwardWeight(pass.saved(0), x: dy, geometry)) : nil,
    ]
  }
}

/// The transpose of a convolution whose weights differ from place to place: x `[N, O, H', W']`, the weight
/// of that convolution, `[H' · W', O, C · kH · kW]`; the result is `[N, C, H, W]`, where H and W are `size`.
/// PyTorch: no equivalent.
public func locallyConnectedTranspose2d(
  _ x: Tensor, _ weight: Tensor, size: Size2d, kernelSize: Size2d, stride: Size2d = 1,
  padding: Padding2d = 0
) -> Tensor {
  let geometry = Conv2dGeometry(kernel: kernelSize, stride: stride, padding: padding)
  return applyOp(LocallyConnectedTranspose2dOp(geometry, size: size), x, weight)
}
