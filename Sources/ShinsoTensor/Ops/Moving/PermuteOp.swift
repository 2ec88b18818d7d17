/// Axes in another order: axis `i` of the output is axis `axes[i]` of the input.
public struct PermuteOp: Op {
  public var axes: [Int]

  public init(_ axes: [Int]) { self.axes = axes }

  public var name: OpName { "permute" }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireCount(inputs)
    let shape = inputs[0].shape
    let order = try order(of: shape)
    return [TensorSpec(shape: Shape(order.map { shape[$0] }), dtype: inputs[0].dtype)]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) throws(OpError) -> [Tensor] {
    [backend.permute(inputs[0], try order(of: inputs[0].shape))]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    let rank = axes.count
    var inverse = [Int](repeating: 0, count: rank)
    for (position, axis) in axes.enumerated() { inverse[axis < 0 ? axis + rank : axis] = position }
    return [.dense(pass.backend.permute(pass.gradient, inverse))]
  }

  private func order(of shape: Shape) throws(OpError) -> [Int] {
    let positive = axes.map { $0 < 0 ? $0 + shape.rank : $0 }
    try require(
      positive.sorted() == Array(0..<shape.rank),
      "axes \(axes) do not name each axis of input \(shape) once")
    return positive
  }
}

extension Tensor {
  /// Axes in another order: `x.permuted(0, 2, 3, 1)` turns `[N, C, H, W]` into `[N, H, W, C]`.
  /// PyTorch: `torch.permute`.
  public func permuted(_ axes: Int...) -> Tensor { permuted(axes) }

  /// Axis `axes[i]` becomes axis i. PyTorch: `torch.permute`.
  public func permuted(_ axes: [Int]) -> Tensor { applyOp(PermuteOp(axes), self) }

  /// Two axes exchanged. PyTorch: `torch.transpose`.
  public func transposed(_ a: Int, _ b: Int) -> Tensor {
    guard let a = shape.normalized(axis: a), let b = shape.normalized(axis: b) else {
      stop(OpError("transposed", "input \(shape) has no axes \(a) and \(b)").description)
    }
    var axes = Array(0..<rank)
    axes.swapAt(a, b)
    return applyOp(PermuteOp(axes), self)
  }
}
