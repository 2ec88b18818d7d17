/// A convolution whose weights differ from place to place. Inputs: x `[N, C, H, W]` and weight
/// `[H' · W', O, C · kH · kW]`. LeCun, "Generalization and network design strategies", 1989.
public struct LocallyConnected2dOp: Op {
  public var geometry: Conv2dGeometry

  public init(_ geometry: Conv2dGeometry) { self.geometry = geometry }

  public var name: OpName { "locallyConnected2d" }
  public var inputNames: [String] { ["input", "weight"] }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireFloats(inputs)
    try requireRank(4, inputs[0], "input", "[N, C, H, W]")
    try requireRank(3, inputs[1], "weight", "[H' · W', outputs, C · kH · kW]")
    let (x, weight) = (inputs[0].shape, inputs[1].shape)
    let size = try requireLocal(geometry, image: x, weight: weight)
    return [
      TensorSpec(shape: [x[0], weight[1], size.height, size.width], dtype: inputs[0].dtype)
    ]
  }

  public func multiplyAdds(_ inputs: [TensorSpec], _ outputs: [TensorSpec]) -> Int {
    outputs[0].shape.elementCount * inputs[1].shape[2]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) -> [Tensor] {
    let (x, weight) = (inputs[0], inputs[1])
    context.save(context.needs[1] ? x : nil, context.needs[0] ? weight : nil)
    return [backend.locallyConnected2d(x, weight: weight, geometry)]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    let (backend, dy) = (pass.backend, pass.gradient)
    return [
      pass.needs[0]
        ? .dense(
          backend.locallyConnected2dBackwardInput(
            dy, weight: pass.saved(1), inputShape: pass.inputs[0].shape, geometry)) : nil,
      pass.needs[1]
        ? .dense(backend.locallyConnected2dBackwardWeight(dy, x: pass.saved(0), geometry)) : nil,
    ]
  }
}

extension Op {
  /// Checks that a weight has filters for each window of an image `[N, C, H, W]`; returns the number of
  /// windows down and across.
  func requireLocal(
    _ geometry: Conv2dGeometry, image: Shape, weight: Shape
  ) throws(OpError) -> (height: Int, width: Int) {
    try requireWindow(
      kernel: geometry.kernel, stride: geometry.stride, padding: geometry.padding,
      dilation: geometry.dilation)
    try require(geometry.groups == 1, "there are no groups of channels")
    let size = geometry.output(height: image[2], width: image[3])
    try require(
      size.height > 0 && size.width > 0,
      "the kernel \(geometry.kernel) does not fit into \(image)")
    let window = image[1] * geometry.kernel.height * geometry.kernel.width
    try require(
      weight[0] == size.height * size.width && weight[2] == window,
      "the weight \(weight) must have filters of \(window) numbers for each of "
        + "\(size.height * size.width) windows")
    return size
  }
}

/// A convolution whose weights differ from place to place: x `[N, C, H, W]`, weight
/// `[H' · W', O, C · kH · kW]`, bias `[O, H', W']`. LeCun, "Generalization and network design
/// strategies", 1989; Taigman et al., "DeepFace", CVPR 2014. PyTorch: no equivalent.
public func locallyConnected2d(
  _ x: Tensor, _ weight: Tensor, _ bias: Tensor? = nil, kernelSize: Size2d, stride: Size2d = 1,
  padding: Padding2d = 0
) -> Tensor {
  let geometry = Conv2dGeometry(kernel: kernelSize, stride: stride, padding: padding)
  let y = applyOp(LocallyConnected2dOp(geometry), x, weight)
  return bias.map { y + $0 } ?? y
}
