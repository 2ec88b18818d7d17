/// An op that acts along some axes by sparse linear maps, one after the other.
package protocol AxisMappedOp: Op {
  /// The map of each axis that changes, the axes counted from the front.
  func maps(for shape: Shape) throws(OpError) -> [(axis: Int, map: AxisMap)]
}

extension AxisMappedOp {
  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireCount(inputs)
    try require(
      inputs[0].shape.allSatisfy { $0 <= Int32.max },
      "input \(inputs[0].shape) has an axis of more than \(Int32.max) entries")
    let maps = try maps(for: inputs[0].shape)
    if !maps.allSatisfy(\.map.isSelection) {
      try requireFloats(inputs, allowsEmpty: true)
    }
    let shape = maps.reduce(inputs[0].shape) { $0.replacing(axis: $1.axis, with: $1.map.count) }
    return [TensorSpec(shape: shape, dtype: inputs[0].dtype)]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) throws(OpError) -> [Tensor] {
    [try mappedForward(on: backend, inputs[0])]
  }

  func mappedForward(on backend: any Backend, _ x: Tensor) throws(OpError) -> Tensor {
    var y = x
    for (axis, map) in try maps(for: x.shape) { y = backend.apply(map, to: y, axis: axis) }
    return y
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    guard let maps = try? maps(for: pass.inputs[0].shape) else { return [nil] }
    var dx = pass.gradient
    for (axis, map) in maps.reversed() {
      dx = pass.backend.mapped(dx, axis: axis, map.transposed)
    }
    return [.dense(dx)]
  }
}

extension Backend {
  /// Moves elements of any type where the map only moves them.
  fileprivate func apply(_ map: AxisMap, to x: Tensor, axis: Int) -> Tensor {
    guard map.isSelection else { return mapped(x, axis: axis, map) }
    let indices = Tensor(map.columns.map { Int64($0) }, on: device)
    return take(x, indices, axis: axis)
  }
}
