/// An op that gives the same elements another shape, without moving them.
private protocol ViewOp: Op {
  func shape(for shape: Shape) throws(OpError) -> Shape
}

extension ViewOp {
  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireCount(inputs, ["input"])
    return [TensorSpec(shape: try shape(for: inputs[0].shape), dtype: inputs[0].dtype)]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) throws(OpError) -> [Tensor] {
    [inputs[0].viewed(as: try shape(for: inputs[0].shape))]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    [.dense(pass.gradient.viewed(as: pass.inputs[0].shape))]
  }
}

/// The same elements in row-major order in another shape.
public struct ReshapeOp: Op, ViewOp, Hashable {
  /// One extent may be -1: whatever is left.
  public var dims: [Int]

  public init(_ dims: [Int]) { self.dims = dims }

  public var name: OpName { "reshape" }

  func shape(for shape: Shape) throws(OpError) -> Shape {
    let unknown = dims.indices.filter { dims[$0] == -1 }
    var known = 1
    for dim in dims where dim != -1 {
      let (product, overflows) = known.multipliedReportingOverflow(by: dim)
      try require(dim >= 0 && !overflows, "\(dims) is not a shape")
      known = product
    }
    let count = shape.elementCount
    var found = dims
    if unknown.count == 1, known > 0, count % known == 0 {
      found[unknown[0]] = count / known
    } else {
      try require(
        unknown.isEmpty && known == count,
        "input \(shape) of \(count) elements does not fit into \(dims)")
    }
    return Shape(found)
  }
}

/// Axes `from` to `to`, both included, made one.
public struct FlattenOp: Op, ViewOp, Hashable {
  public var from: Int
  public var to: Int

  public init(from: Int, to: Int = -1) {
    self.from = from
    self.to = to
  }

  public var name: OpName { "flatten" }

  func shape(for shape: Shape) throws(OpError) -> Shape {
    let from = try normalized(axis: from, of: shape)
    let to = try normalized(axis: to, of: shape)
    try require(from <= to, "axis \(from) of input \(shape) comes after axis \(to)")
    return Shape(shape[..<from] + [shape[from...to].reduce(1, *)] + shape[(to + 1)...])
  }
}

/// An axis of extent 1 removed.
public struct SqueezeOp: Op, ViewOp, Hashable {
  public var axis: Int

  public init(axis: Int) { self.axis = axis }

  public var name: OpName { "squeeze" }

  func shape(for shape: Shape) throws(OpError) -> Shape {
    let axis = try normalized(axis: axis, of: shape)
    try require(shape[axis] == 1, "axis \(axis) of input \(shape) has extent \(shape[axis]), not 1")
    return shape.removing(axis: axis)
  }
}

/// An axis of extent 1 put in, which is then axis `axis`.
public struct UnsqueezeOp: Op, ViewOp, Hashable {
  public var axis: Int

  public init(axis: Int) { self.axis = axis }

  public var name: OpName { "unsqueeze" }

  func shape(for shape: Shape) throws(OpError) -> Shape {
    let axis = axis < 0 ? axis + shape.rank + 1 : axis
    try require(
      (0...shape.rank).contains(axis), "input \(shape) cannot get a new axis \(self.axis)")
    return shape.inserting(1, at: axis)
  }
}

extension Tensor {
  /// The same elements in row-major order in another shape; one extent may be -1: whatever is left.
  /// PyTorch: `torch.reshape`.
  public func reshaped(_ dims: some Collection<Int>) -> Tensor {
    apply(ReshapeOp(Array(dims)), self)
  }

  /// Axes `from` to `to`, both included, made one: `x.flattened(from: 1)` turns `[N, C, H, W]` into
  /// `[N, C · H · W]`. PyTorch: `torch.flatten`.
  public func flattened(from: Int = 0, to: Int = -1) -> Tensor {
    apply(FlattenOp(from: from, to: to), self)
  }

  /// Without `axis`, whose extent must be 1. PyTorch: `torch.squeeze`.
  public func squeezed(_ axis: Int) -> Tensor { apply(SqueezeOp(axis: axis), self) }

  /// With a new axis of extent 1 at `axis`; -1 appends it. PyTorch: `torch.unsqueeze`.
  public func unsqueezed(_ axis: Int) -> Tensor { apply(UnsqueezeOp(axis: axis), self) }
}
