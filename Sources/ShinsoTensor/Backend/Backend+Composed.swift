extension Backend {
  /// Elementwise `a == b` as 1 and 0 in the type of `a`, with broadcasting.
  package func equal(_ a: Tensor, _ b: Tensor) -> Tensor {
    cast(compare(.equal, a, b), to: a.dtype)
  }

  /// `a / b`, or 0 where b is 0. Both have the same shape.
  package func quotient(_ a: Tensor, _ b: Tensor) -> Tensor {
    let zero = full(0, shape: [], dtype: b.dtype)
    return select(compare(.equal, b, zero), zero, binary(.divide, a, b))
  }

  /// Applies an activation that is not a clamp, by itself.
  package func afterClamp(_ x: Tensor, _ activation: FusedActivation) -> Tensor {
    guard !activation.isClamp, let function = activation.function else { return x }
    return unary(function, x)
  }

  /// Sums a gradient over the axes along which `shape` was stretched by broadcasting.
  package func unbroadcast(_ gradient: Tensor, to shape: Shape) -> Tensor {
    if gradient.shape == shape { return gradient }
    let added = gradient.rank - shape.rank
    let axes = gradient.shape.indices.filter { axis in
      axis < added || (shape[axis - added] == 1 && gradient.shape[axis] != 1)
    }
    let sum = axes.isEmpty ? gradient : reduce(.sum, gradient, axes: Array(axes))
    return sum.viewed(as: shape)
  }
}
