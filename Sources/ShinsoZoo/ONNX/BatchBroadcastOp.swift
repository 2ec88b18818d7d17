import ShinsoTensor

/// Stretches a tensor along one axis to a multiple of the number of samples, which a second input's
/// first axis tells, and along the others to fixed extents.
struct BatchBroadcastOp: Op {
  /// What the result has but along `axis`.
  var shape: Shape
  var axis: Int
  var factor: Int

  init(_ shape: Shape, axis: Int, factor: Int) {
    self.shape = shape
    self.axis = axis
    self.factor = factor
  }

  var name: OpName { "batchBroadcast" }
  var inputNames: [String] { ["input", "batch"] }

  func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireCount(inputs)
    let result = try shape(inputs[1].shape)
    try require(
      inputs[0].shape.broadcast(with: result) == result,
      "input \(inputs[0].shape) does not broadcast to \(result)")
    return [TensorSpec(shape: result, dtype: inputs[0].dtype)]
  }

  func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) throws(OpError) -> [Tensor] {
    [backend.broadcast(inputs[0], to: try shape(inputs[1].shape))]
  }

  func backward(_ pass: BackwardPass) -> [Gradient?] {
    [.dense(pass.backend.unbroadcast(pass.gradient, to: pass.inputs[0].shape)), nil]
  }

  private func shape(_ batch: Shape) throws(OpError) -> Shape {
    guard let count = batch.first else { throw OpError(name, "the batch \(batch) has no axis") }
    return shape.replacing(axis: axis, with: count * factor)
  }
}
