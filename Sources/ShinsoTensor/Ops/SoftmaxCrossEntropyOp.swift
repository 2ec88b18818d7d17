/// The mean over rows of `-log softmax(logits)[label]`. Inputs: logits `[N, C]`, labels int64 `[N]`.
/// The output is a scalar.
public struct SoftmaxCrossEntropyOp: Op, Hashable {
  public init() {}

  public var name: OpName { "softmaxCrossEntropy" }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireCount(inputs, ["logits", "labels"])
    try requireFloats([inputs[0]], ["logits"])
    try requireRank(2, inputs[0], "logits", "[N, classes]")
    try require(
      inputs[1].dtype == .int64,
      "labels \(inputs[1].shape) are \(inputs[1].dtype.rawValue), not int64")
    try requireShape(
      [inputs[0].shape[0]], inputs[1], "labels", "one for each row of logits \(inputs[0].shape)")
    return [TensorSpec(shape: [], dtype: inputs[0].dtype)]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) throws(OpError) -> [Tensor] {
    try requireIndices(inputs[1], "labels", below: inputs[0].shape[1], "classes")
    let (loss, gradient) = backend.softmaxCrossEntropy(
      inputs[0], labels: inputs[1], wantsGradient: context.needs[0])
    context.save(gradient)
    return [loss]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    guard pass.needs[0] else { return [nil, nil] }
    return [.dense(pass.backend.binary(.multiply, pass.saved(0), pass.gradient)), nil]
  }
}

/// The mean over rows of `-log softmax(logits)[label]`: logits `[N, C]`, labels int64 `[N]` from 0 to
/// C - 1. A scalar.
public func softmaxCrossEntropy(_ logits: Tensor, _ labels: Tensor) -> Tensor {
  apply(SoftmaxCrossEntropyOp(), logits, labels)
}
