/// The mean of the elements under each window.
public struct AveragePool2dOp: Op {
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

/// The mean of the elements under each window: `[N, C, H, W]` to `[N, C, H', W']`.
/// `countsPadding`: whether padding takes part in the mean as zeros.
/// PyTorch: `torch.nn.functional.avg_pool2d`.
public func averagePool2d(
  _ x: Tensor, kernelSize: Size2d, stride: Size2d? = nil, padding: Padding2d = 0,
  ceilMode: Bool = false, countsPadding: Bool = true
) -> Tensor {
  let geometry = Pool2dGeometry(
    kernel: kernelSize, stride: stride, padding: padding, ceilMode: ceilMode,
    countsPadding: countsPadding)
  return applyOp(AveragePool2dOp(geometry), x)
}
