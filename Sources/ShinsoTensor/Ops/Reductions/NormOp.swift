/// The length of vectors along some axes, `√Σ x²`. The gradient of a vector of length 0 is 0.
public struct NormOp: Op {
  /// Negative axes count from the end; `[]` stands for all.
  public var axes: [Int]
  /// Whether reduced axes stay with extent 1.
  public var keepsAxes: Bool

  public init(axes: [Int] = [], keepsAxes: Bool = false) {
    self.axes = axes
    self.keepsAxes = keepsAxes
  }

  public var name: OpName { "norm" }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireFloats(inputs, allowsEmpty: true)
    let axes = try normalized(axes: axes, of: inputs[0].shape)
    return [TensorSpec(shape: reduced(inputs[0].shape, axes, keepsAxes), dtype: inputs[0].dtype)]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) throws(OpError) -> [Tensor] {
    let x = inputs[0]
    let axes = try normalized(axes: axes, of: x.shape)
    let squares = backend.unary(.square, x)
    let length = backend.unary(
      .sqrt, axes.isEmpty ? squares : backend.reduce(.sum, squares, axes: axes))
    context.save(x, length)
    return [length.viewed(as: reduced(x.shape, axes, keepsAxes))]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    let backend = pass.backend
    let (x, length) = (pass.saved(0), pass.saved(1))
    let factor = backend.quotient(pass.gradient.viewed(as: length.shape), length)
    return [.dense(backend.binary(.multiply, x, factor))]
  }
}

extension Tensor {
  /// The length of the vectors along `axes` (of all elements, if none is named). The gradient of a
  /// vector of length 0 is 0. PyTorch: `torch.linalg.vector_norm`.
  public func norm(axes: Int..., keepingAxes: Bool = false) -> Tensor {
    norm(axes: axes, keepingAxes: keepingAxes)
  }

  /// As `norm(axes: 0, 1)`, with the axes in an array. PyTorch: `torch.linalg.vector_norm`.
  public func norm(axes: [Int], keepingAxes: Bool = false) -> Tensor {
    applyOp(NormOp(axes: axes, keepsAxes: keepingAxes), self)
  }
}
