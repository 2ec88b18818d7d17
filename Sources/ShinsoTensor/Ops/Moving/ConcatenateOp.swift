/// Tensors joined along an axis; the other extents are equal.
public struct ConcatenateOp: Op {
  public var axis: Int

  public init(axis: Int) { self.axis = axis }

  public var name: OpName { "concatenate" }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try require(!inputs.isEmpty, "takes at least one input")
    let first = inputs[0]
    let axis = try normalized(axis: axis, of: first.shape)
    var extent = 0
    for (position, input) in inputs.enumerated() {
      try require(
        input.dtype == first.dtype && input.shape.rank == first.shape.rank
          && input.shape.replacing(axis: axis, with: 0)
            == first.shape.replacing(axis: axis, with: 0),
        "input \(position), \(input), does not join input 0, \(first), along axis \(axis)")
      extent += input.shape[axis]
    }
    return [TensorSpec(shape: first.shape.replacing(axis: axis, with: extent), dtype: first.dtype)]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) throws(OpError) -> [Tensor] {
    [backend.concatenate(inputs, axis: try normalized(axis: axis, of: inputs[0].shape))]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    let axis = axis < 0 ? axis + pass.gradient.rank : axis
    var start = 0
    return zip(pass.inputs, pass.needs).map { input, isNeeded in
      let count = input.shape[axis]
      defer { start += count }
      return isNeeded
        ? .dense(pass.backend.slice(pass.gradient, axis: axis, start: start, count: count)) : nil
    }
  }
}

/// Tensors joined along `axis`; their other extents are equal. PyTorch: `torch.cat`.
public func concatenate(_ tensors: [Tensor], axis: Int) -> Tensor {
  applyOp(ConcatenateOp(axis: axis), tensors)[0]
}
