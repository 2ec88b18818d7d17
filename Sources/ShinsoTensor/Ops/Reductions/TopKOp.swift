/// The largest or smallest elements along an axis in order, then where they lie (int64).
public struct TopKOp: Op {
  public var count: Int
  public var axis: Int
  public var largest: Bool

  public init(count: Int, axis: Int = -1, largest: Bool = true) {
    self.count = count
    self.axis = axis
    self.largest = largest
  }

  public var name: OpName { "topK" }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireFloats(inputs)
    let axis = try normalized(axis: axis, of: inputs[0].shape)
    let size = inputs[0].shape[axis]
    try require(
      (1...size).contains(count), "count \(count) is not 1 to \(size), the extent of axis \(axis)")
    let shape = inputs[0].shape.replacing(axis: axis, with: count)
    return [
      TensorSpec(shape: shape, dtype: inputs[0].dtype), TensorSpec(shape: shape, dtype: .int64),
    ]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) throws(OpError) -> [Tensor] {
    let x = inputs[0]
    let axis = try normalized(axis: axis, of: x.shape)
    // The axis goes last and comes back; exchanging two axes undoes itself.
    var order = Array(0..<x.rank)
    order.swapAt(axis, x.rank - 1)
    let isLast = axis == x.rank - 1
    var (values, indices) = backend.topK(
      isLast ? x : backend.permute(x, order), count: count, largest: largest)
    if !isLast {
      (values, indices) = (backend.permute(values, order), backend.permute(indices, order))
    }
    context.save(indices)
    return [values, indices]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    let x = pass.inputs[0]
    let zeros = pass.backend.full(0, shape: x.shape, dtype: x.dtype)
    return [
      .dense(
        pass.backend.scatteringElements(
          pass.gradient, to: zeros, at: pass.saved(0), axis: axis < 0 ? axis + x.shape.rank : axis))
    ]
  }
}

extension Tensor {
  /// The `count` largest elements along `axis` in order (or the smallest), and their indices, int64.
  /// Of equal ones the first comes first; NaN counts as the largest. PyTorch: `torch.topk`.
  public func topK(
    _ count: Int, axis: Int = -1, largest: Bool = true
  ) -> (values: Tensor, indices: Tensor) {
    let outputs = applyOp(TopKOp(count: count, axis: axis, largest: largest), [self])
    return (outputs[0], outputs[1])
  }

  /// The maximum along `axis`, which disappears, and where it lies, int64: the first of equal ones,
  /// to which alone the gradient flows. PyTorch: `torch.max`.
  public func maxWithIndices(axis: Int) -> (values: Tensor, indices: Tensor) {
    let (values, indices) = topK(1, axis: axis)
    return (values.squeezed(axis), indices.squeezed(axis))
  }

  /// The minimum along `axis`, as `maxWithIndices`. PyTorch: `torch.min`.
  public func minWithIndices(axis: Int) -> (values: Tensor, indices: Tensor) {
    let (values, indices) = topK(1, axis: axis, largest: false)
    return (values.squeezed(axis), indices.squeezed(axis))
  }
}
