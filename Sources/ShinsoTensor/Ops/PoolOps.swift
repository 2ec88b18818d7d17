/// The largest element under each window. Padding is never the largest.
public struct MaxPool2dOp: Op, Hashable {
  public var geometry: Pool2dGeometry

  public init(_ geometry: Pool2dGeometry) { self.geometry = geometry }

  public var name: OpName { "maxPool2d" }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try pooled(inputs, geometry)
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) -> [Tensor] {
    let (y, positions) = backend.maxPool2d(
      inputs[0], geometry, recordsPositions: context.isRecording)
    context.save(positions)
    return [y]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    [
      .dense(
        pass.backend.maxPool2dBackward(
          pass.gradient, positions: pass.saved(0), inputShape: pass.inputs[0].shape, geometry))
    ]
  }
}

/// The mean of the elements under each window.
public struct AveragePool2dOp: Op, Hashable {
  public var geometry: Pool2dGeometry

  public init(_ geometry: Pool2dGeometry) { self.geometry = geometry }

  public var name: OpName { "averagePool2d" }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try pooled(inputs, geometry)
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) -> [Tensor] {
    [backend.averagePool2d(inputs[0], geometry)]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    [
      .dense(
        pass.backend.averagePool2dBackward(
          pass.gradient, inputShape: pass.inputs[0].shape, geometry))
    ]
  }
}

/// The mean of each channel of each picture: `[N, C, H, W]` to `[N, C]`.
public struct GlobalAveragePool2dOp: Op, Hashable {
  public init() {}

  public var name: OpName { "globalAveragePool2d" }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireFloats(inputs, ["input"])
    try requireRank(4, inputs[0], "input", "[N, C, H, W]")
    return [TensorSpec(shape: [inputs[0].shape[0], inputs[0].shape[1]], dtype: inputs[0].dtype)]
  }

  // One window over everything: pooling reads whatever layout a convolution left.
  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) -> [Tensor] {
    let x = inputs[0]
    return [backend.averagePool2d(x, whole(x.shape)).viewed(as: [x.shape[0], x.shape[1]])]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    let shape = pass.inputs[0].shape
    let dy = pass.gradient.viewed(as: [shape[0], shape[1], 1, 1])
    return [.dense(pass.backend.averagePool2dBackward(dy, inputShape: shape, whole(shape)))]
  }

  private func whole(_ shape: Shape) -> Pool2dGeometry {
    Pool2dGeometry(kernel: Pair(shape[2], shape[3]))
  }
}

extension Op {
  fileprivate func pooled(
    _ inputs: [TensorSpec], _ geometry: Pool2dGeometry
  ) throws(OpError) -> [TensorSpec] {
    try requireFloats(inputs, ["input"])
    try requireRank(4, inputs[0], "input", "[N, C, H, W]")
    let (kernel, padding) = (geometry.kernel, geometry.padding)
    try requireWindow(kernel: kernel, stride: geometry.stride, padding: padding)
    try require(
      max(padding.top, padding.bottom) < kernel.height
        && max(padding.left, padding.right) < kernel.width,
      "the padding \(padding) must be smaller than the kernel \(kernel): "
        + "a window would see nothing but padding")
    let x = inputs[0].shape
    let (height, width) = geometry.output(height: x[2], width: x[3])
    try require(
      height > 0 && width > 0,
      "the kernel \(kernel) does not fit into input \(x) with padding \(padding)")
    return [TensorSpec(shape: [x[0], x[1], height, width], dtype: inputs[0].dtype)]
  }
}

/// The largest element under each window: `[N, C, H, W]` to `[N, C, H', W']`. Without a stride the
/// windows lie side by side. `ceilMode` lets a last window reach over the edge, as in Caffe.
/// PyTorch: `torch.nn.functional.max_pool2d`.
public func maxPool2d(
  _ x: Tensor, kernelSize: Pair, stride: Pair? = nil, padding: Padding2d = 0,
  ceilMode: Bool = false
) -> Tensor {
  let geometry = Pool2dGeometry(
    kernel: kernelSize, stride: stride, padding: padding, ceilMode: ceilMode)
  return apply(MaxPool2dOp(geometry), x)
}

/// The mean of the elements under each window: `[N, C, H, W]` to `[N, C, H', W']`.
/// `countsPadding`: whether padding takes part in the mean as zeros.
/// PyTorch: `torch.nn.functional.avg_pool2d`.
public func averagePool2d(
  _ x: Tensor, kernelSize: Pair, stride: Pair? = nil, padding: Padding2d = 0,
  ceilMode: Bool = false, countsPadding: Bool = true
) -> Tensor {
  let geometry = Pool2dGeometry(
    kernel: kernelSize, stride: stride, padding: padding, ceilMode: ceilMode,
    countsPadding: countsPadding)
  return apply(AveragePool2dOp(geometry), x)
}

/// The mean of each channel of each picture: `[N, C, H, W]` to `[N, C]`. Lin et al., "Network in
/// Network", ICLR 2014, section 3.2. PyTorch: `torch.nn.functional.adaptive_avg_pool2d`.
public func globalAveragePool2d(_ x: Tensor) -> Tensor { apply(GlobalAveragePool2dOp(), x) }
