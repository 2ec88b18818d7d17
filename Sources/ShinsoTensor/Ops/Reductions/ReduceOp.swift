/// The sum, mean, maximum or minimum along some axes. The sum of nothing is 0, its maximum -∞, its
/// minimum ∞.
public struct ReduceOp: Op {
  public var reduction: Reduction
  /// Negative axes count from the end; `[]` stands for all.
  public var axes: [Int]
  /// Whether reduced axes stay with extent 1.
  public var keepsAxes: Bool

  public init(_ reduction: Reduction, axes: [Int] = [], keepsAxes: Bool = false) {
    self.reduction = reduction
    self.axes = axes
    self.keepsAxes = keepsAxes
  }

  public var name: OpName { OpName(rawValue: reduction.rawValue) }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireFloats(inputs, allowsEmpty: reduction != .mean)
    let shape = inputs[0].shape
    let axes = try normalized(axes: axes, of: shape)
    return [TensorSpec(shape: reduced(shape, axes, keepsAxes), dtype: inputs[0].dtype)]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) throws(OpError) -> [Tensor] {
    let x = inputs[0]
    let axes = try normalized(axes: axes, of: x.shape)
    let y = axes.isEmpty ? x : backend.reduce(reduction, x, axes: axes)
    if reduction == .max || reduction == .min { context.save(x, y) }
    return [keepsAxes || axes.isEmpty ? y : y.viewed(as: reduced(x.shape, axes, keepsAxes))]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    let backend = pass.backend
    let shape = pass.inputs[0].shape
    let axes = axes.isEmpty ? Array(0..<shape.rank) : axes.map { $0 < 0 ? $0 + shape.rank : $0 }
    let kept = Shape(shape.indices.map { axes.contains($0) ? 1 : shape[$0] })
    let dy = pass.gradient.shape == kept ? pass.gradient : pass.gradient.viewed(as: kept)
    switch reduction {
    case .sum:
      return [.dense(backend.broadcast(dy, to: shape))]
    case .mean:
      let count = axes.reduce(1) { $0 * shape[$1] }
      let share = backend.scaleShift(dy, scale: 1 / Double(count), offset: 0)
      return [.dense(backend.broadcast(share, to: shape))]
    case .max, .min:
      // Equal extremes share the gradient.
      let isExtreme = backend.equal(pass.saved(0), pass.saved(1))
      let count = axes.isEmpty ? isExtreme : backend.reduce(.sum, isExtreme, axes: axes)
      return [.dense(backend.binary(.multiply, isExtreme, backend.binary(.divide, dy, count)))]
    }
  }
}

extension Tensor {
  /// The sum along `axes` (all, if none is named). Reduced axes disappear, or stay with extent 1.
  /// PyTorch: `torch.sum`.
  public func sum(axes: Int..., keepingAxes: Bool = false) -> Tensor {
    sum(axes: axes, keepingAxes: keepingAxes)
  }

  /// As `sum(axes: 0, 1)`, with the axes in an array. PyTorch: `torch.sum`.
  public func sum(axes: [Int], keepingAxes: Bool = false) -> Tensor {
    applyOp(ReduceOp(.sum, axes: axes, keepsAxes: keepingAxes), self)
  }

  /// The mean along `axes` (all, if none is named). PyTorch: `torch.mean`.
  public func mean(axes: Int..., keepingAxes: Bool = false) -> Tensor {
    mean(axes: axes, keepingAxes: keepingAxes)
  }

  /// As `mean(axes: 0, 1)`, with the axes in an array. PyTorch: `torch.mean`.
  public func mean(axes: [Int], keepingAxes: Bool = false) -> Tensor {
    applyOp(ReduceOp(.mean, axes: axes, keepsAxes: keepingAxes), self)
  }

  /// The maximum along `axes` (all, if none is named); equal maxima share the gradient.
  /// PyTorch: `torch.amax`.
  public func max(axes: Int..., keepingAxes: Bool = false) -> Tensor {
    max(axes: axes, keepingAxes: keepingAxes)
  }

  /// As `max(axes: 0, 1)`, with the axes in an array. PyTorch: `torch.amax`.
  public func max(axes: [Int], keepingAxes: Bool = false) -> Tensor {
    applyOp(ReduceOp(.max, axes: axes, keepsAxes: keepingAxes), self)
  }

  /// The minimum along `axes` (all, if none is named); equal minima share the gradient.
  /// PyTorch: `torch.amin`.
  public func min(axes: Int..., keepingAxes: Bool = false) -> Tensor {
    min(axes: axes, keepingAxes: keepingAxes)
  }

  /// As `min(axes: 0, 1)`, with the axes in an array. PyTorch: `torch.amin`.
  public func min(axes: [Int], keepingAxes: Bool = false) -> Tensor {
    applyOp(ReduceOp(.min, axes: axes, keepsAxes: keepingAxes), self)
  }

  /// The variance along `axes` (all, if none is named). PyTorch: `torch.var`.
  ///
  /// - Parameter correction: what is taken from the number of elements before it divides: 1 for the
  ///   estimate from a sample, 0 for the variance of the elements themselves.
  public func variance(
    axes: Int..., correction: Int = 1, keepingAxes: Bool = false
  ) -> Tensor {
    variance(axes: axes, correction: correction, keepingAxes: keepingAxes)
  }

  /// As `variance(axes: 0, 1)`, with the axes in an array. PyTorch: `torch.var`.
  public func variance(
    axes: [Int], correction: Int = 1, keepingAxes: Bool = false
  ) -> Tensor {
    let mean = applyOp(ReduceOp(.mean, axes: axes, keepsAxes: true), self)
    let squares = (self - mean).square()
    let sum = applyOp(ReduceOp(.sum, axes: axes, keepsAxes: keepingAxes), squares)
    let count = elementCount / mean.elementCount
    return sum / Double(count - correction)
  }
}
