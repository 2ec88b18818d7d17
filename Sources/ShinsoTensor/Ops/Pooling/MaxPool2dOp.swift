/// The largest element under each window. Padding is never the largest.
public struct MaxPool2dOp: Op {
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

/// The largest element under each window: `[N, C, H, W]` to `[N, C, H', W']`. Without a stride the
/// windows lie side by side. `ceilMode` lets a last window reach over the edge, as in Caffe.
/// PyTorch: `torch.nn.functional.max_pool2d`.
public func maxPool2d(
  _ x: Tensor, kernelSize: Size2d, stride: Size2d? = nil, padding: Padding2d = 0,
  ceilMode: Bool = false
) -> Tensor {
  let geometry = Pool2dGeometry(
    kernel: kernelSize, stride: stride, padding: padding, ceilMode: ceilMode)
  return applyOp(MaxPool2dOp(geometry), x)
}
