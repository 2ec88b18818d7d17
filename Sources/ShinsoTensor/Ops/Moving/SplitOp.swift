/// A tensor cut along an axis into parts of given sizes. Along the first axis nothing is copied.
public struct SplitOp: Op {
  public var axis: Int
  public var sizes: [Int]

  public init(axis: Int, sizes: [Int]) {
    self.axis = axis
    self.sizes = sizes
  }

  public var name: OpName { "split" }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireCount(inputs)
    let x = inputs[0]
    let axis = try normalized(axis: axis, of: x.shape)
    let extent = x.shape[axis]
    try require(
      !sizes.isEmpty && sizes.allSatisfy { (0...extent).contains($0) }
        && sizes.reduce(0, +) == extent,
      "sizes \(sizes) do not add up to \(extent), axis \(axis) of input \(x.shape)")
    return sizes.map { TensorSpec(shape: x.shape.replacing(axis: axis, with: $0), dtype: x.dtype) }
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) throws(OpError) -> [Tensor] {
    let axis = try normalized(axis: axis, of: inputs[0].shape)
    var start = 0
    return sizes.map { size in
      defer { start += size }
      return axis == 0
        ? inputs[0].rows(start, size)
        : backend.slice(inputs[0], axis: axis, start: start, count: size)
    }
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    let x = pass.inputs[0]
    let axis = axis < 0 ? axis + x.shape.rank : axis
    let parts = zip(sizes, pass.gradients).map { size, gradient in
      gradient
        ?? pass.backend.full(0, shape: x.shape.replacing(axis: axis, with: size), dtype: x.dtype)
    }
    return [.dense(pass.backend.concatenate(parts, axis: axis))]
  }
}

extension Tensor {
  /// Parts of given sizes along `axis`, in order. Along the first axis nothing is copied.
  /// PyTorch: `torch.split`.
  public func split(axis: Int, sizes: [Int]) -> [Tensor] {
    applyOp(SplitOp(axis: axis, sizes: sizes), [self])
  }
}

/// Tensors of one shape put together along a new axis. PyTorch: `torch.stack`.
public func stack(_ tensors: [Tensor], axis: Int = 0) -> Tensor {
  concatenate(tensors.map { $0.unsqueezed(axis) }, axis: axis)
}
