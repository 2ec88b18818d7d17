/// Where along an axis the largest element lies: int64, the axis removed. No gradient flows.
public struct ArgmaxOp: Op {
  public var axis: Int

  public init(axis: Int) { self.axis = axis }

  public var name: OpName { "argmax" }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireFloats(inputs)
    let axis = try normalized(axis: axis, of: inputs[0].shape)
    return [TensorSpec(shape: inputs[0].shape.removing(axis: axis), dtype: .int64)]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) throws(OpError) -> [Tensor] {
    [backend.argmax(inputs[0], axis: try normalized(axis: axis, of: inputs[0].shape))]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] { [nil] }
}

extension Tensor {
  /// The index of the largest element along `axis`, int64; the first of equal ones. The axis
  /// disappears. No gradient flows through. PyTorch: `torch.argmax`.
  public func argmax(axis: Int) -> Tensor { applyOp(ArgmaxOp(axis: axis), self) }

  /// The index of the smallest element along `axis`, as `argmax`. PyTorch: `torch.argmin`.
  public func argmin(axis: Int) -> Tensor { (-self).argmax(axis: axis) }
}
