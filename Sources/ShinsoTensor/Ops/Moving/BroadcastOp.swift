/// Axes of extent 1 stretched, and axes put in front, by NumPy's rule.
public struct BroadcastOp: Op {
  public var shape: Shape

  public init(to shape: Shape) { self.shape = shape }

  public var name: OpName { "broadcast" }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireFloats(inputs, allowsEmpty: true)
    try require(
      inputs[0].shape.broadcast(with: shape) == shape,
      "input \(inputs[0].shape) does not broadcast to \(shape)")
    return [TensorSpec(shape: shape, dtype: inputs[0].dtype)]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) -> [Tensor] {
    [backend.broadcast(inputs[0], to: shape)]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    [.dense(pass.backend.unbroadcast(pass.gradient, to: pass.inputs[0].shape))]
  }
}

extension Tensor {
  /// Axes of extent 1 stretched, and axes put in front, until the shape is `shape`. The gradient is
  /// summed over them. PyTorch: `torch.broadcast_to`.
  public func broadcast(to shape: Shape) -> Tensor { applyOp(BroadcastOp(to: shape), self) }
}
