/// The values as another element type, converted as C does. The gradient is converted back, to
/// float32 where the device does not compute in the input's type; none flows through integers.
public struct CastOp: Op {
  public var dtype: DType

  public init(_ dtype: DType) { self.dtype = dtype }

  public var name: OpName { "cast" }

  public var isArithmetic: Bool { false }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireCount(inputs)
    return [TensorSpec(shape: inputs[0].shape, dtype: dtype)]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) -> [Tensor] {
    [backend.cast(inputs[0], to: dtype)]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    guard dtype.isFloatingPoint else { return [nil] }
    // Gradients are added up, so they need a type that can be added.
    let wanted = pass.inputs[0].dtype
    let type = pass.backend.computes(in: wanted) ? wanted : .float32
    return [.dense(pass.backend.cast(pass.gradient, to: type))]
  }
}

extension Tensor {
  /// The values as another element type, or this tensor where it has that type. The gradient is
  /// converted back. PyTorch: `torch.Tensor.to`.
  public func cast(to dtype: DType) -> Tensor {
    dtype == self.dtype ? self : applyOp(CastOp(dtype), self)
  }
}
