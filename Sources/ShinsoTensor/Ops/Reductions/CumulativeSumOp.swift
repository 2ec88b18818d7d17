/// Sums along an axis up to each element.
public struct CumulativeSumOp: Op {
  public var axis: Int
  /// Without the element itself.
  public var isExclusive: Bool
  /// From the end.
  public var isReversed: Bool

  public init(axis: Int, isExclusive: Bool = false, isReversed: Bool = false) {
    self.axis = axis
    self.isExclusive = isExclusive
    self.isReversed = isReversed
  }

  public var name: OpName { "cumulativeSum" }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireFloats(inputs, allowsEmpty: true)
    _ = try normalized(axis: axis, of: inputs[0].shape)
    return [inputs[0]]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) throws(OpError) -> [Tensor] {
    let axis = try normalized(axis: axis, of: inputs[0].shape)
    return [
      backend.cumulativeSum(inputs[0], axis: axis, exclusive: isExclusive, reversed: isReversed)
    ]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    let axis = axis < 0 ? axis + pass.inputs[0].shape.rank : axis
    return [
      .dense(
        pass.backend.cumulativeSum(
          pass.gradient, axis: axis, exclusive: isExclusive, reversed: !isReversed))
    ]
  }
}

extension Tensor {
  /// Sums along `axis` up to each element, or up to but without it; from the end, if `reversed`.
  /// PyTorch: `torch.cumsum`.
  public func cumulativeSum(
    axis: Int, exclusive: Bool = false, reversed: Bool = false
  ) -> Tensor {
    applyOp(CumulativeSumOp(axis: axis, isExclusive: exclusive, isReversed: reversed), self)
  }
}
