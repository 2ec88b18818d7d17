// The example of Documentation/AddingAnOp.md, which shows this file.

import ShinsoTensor

/// Vectors along an axis scaled to length 1: `x / ‖x‖`.
public struct NormalizeOp: Op {
  public var axis: Int

  public init(axis: Int) { self.axis = axis }

  public var name: OpName { "normalize" }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireFloats(inputs)
    _ = try normalized(axis: axis, of: inputs[0].shape)
    return [inputs[0]]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) throws(OpError) -> [Tensor] {
    let x = inputs[0]
    let axis = try normalized(axis: axis, of: x.shape)
    let squares = backend.reduce(.sum, backend.unary(.square, x), axes: [axis])
    let length = backend.unary(.sqrt, squares)
    let y = backend.binary(.divide, x, length)
    context.save(y, length)
    return [y]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    // dx = (dy - y · Σ dy · y) / ‖x‖: what would only change the length is taken out.
    let backend = pass.backend
    let (y, length) = (pass.saved(0), pass.saved(1))
    let axis = axis < 0 ? axis + y.rank : axis
    let along = backend.reduce(.sum, backend.binary(.multiply, pass.gradient, y), axes: [axis])
    let across = backend.binary(
      .subtract, pass.gradient, backend.binary(.multiply, y, along))
    return [.dense(backend.binary(.divide, across, length))]
  }
}

/// Vectors along `axis` scaled to length 1. Their length must not be 0.
public func normalize(_ x: Tensor, axis: Int = -1) -> Tensor { applyOp(NormalizeOp(axis: axis), x) }
