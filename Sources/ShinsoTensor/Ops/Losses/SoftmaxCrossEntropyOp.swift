/// The mean over rows of `-log softmax(logits)[label]`, or what `rule` makes of it. Inputs: logits
/// `[N, C]`, labels int64 `[N]`, and optionally a weight for each class, `[C]`. The output is a
/// scalar; gradients flow to the logits alone.
public struct SoftmaxCrossEntropyOp: Op {
  public var rule: CrossEntropyRule

  public init(_ rule: CrossEntropyRule = CrossEntropyRule()) { self.rule = rule }

  public var name: OpName { "softmaxCrossEntropy" }
  public var inputNames: [String] { ["logits", "labels", "weights"] }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireCount(inputs, optional: 1)
    try requireFloats([inputs[0]], ["logits"])
    try requireRank(2, inputs[0], "logits", "[N, classes]")
    try require(
      inputs[1].dtype == .int64,
      "labels \(inputs[1].shape) are \(inputs[1].dtype.rawValue), not int64")
    try requireShape(
      [inputs[0].shape[0]], inputs[1], "labels", "one for each row of logits \(inputs[0].shape)")
    if inputs.count == 3 {
      try requireFloats([inputs[0], inputs[2]], ["logits", "weights"])
      try requireShape(
        [inputs[0].shape[1]], inputs[2], "weights", "one for each class of \(inputs[0].shape)")
    }
    try require(
      (0...1).contains(rule.smoothing), "the smoothing \(rule.smoothing) is not from 0 to 1")
    return [TensorSpec(shape: [], dtype: inputs[0].dtype)]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) throws(OpError) -> [Tensor] {
    try requireIndices(
      inputs[1], "labels", below: inputs[0].shape[1], "classes", orEqual: rule.ignoredLabel)
    let (loss, gradient) = backend.softmaxCrossEntropy(
      inputs[0], labels: inputs[1], weights: inputs.count == 3 ? inputs[2] : nil, rule,
      wantsGradient: context.needs[0])
    context.save(gradient)
    return [loss]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    let others: [Gradient?] = Array(repeating: nil, count: pass.inputs.count - 1)
    guard pass.needs[0] else { return [nil] + others }
    return [.dense(pass.backend.binary(.multiply, pass.saved(0), pass.gradient))] + others
  }
}

/// The mean over rows of `-log softmax(logits)[label]`: logits `[N, C]`, labels int64 `[N]` from 0 to
/// C - 1. A scalar. The options are those of PyTorch's `cross_entropy`.
/// PyTorch: `torch.nn.functional.cross_entropy`.
///
/// - Parameters:
///   - weights: `[C]`: how much a row of each class counts; the mean is weighted too.
///   - smoothing: the part of the target that is spread over all classes (Szegedy et al., CVPR 2016).
///   - ignoredLabel: rows with this label cost nothing.
public func softmaxCrossEntropy(
  _ logits: Tensor, _ labels: Tensor, weights: Tensor? = nil, smoothing: Double = 0,
  ignoredLabel: Int? = nil
) -> Tensor {
  let op = SoftmaxCrossEntropyOp(
    CrossEntropyRule(smoothing: smoothing, ignoredLabel: ignoredLabel))
  guard let weights else { return applyOp(op, logits, labels) }
  return applyOp(op, logits, labels, weights)
}
