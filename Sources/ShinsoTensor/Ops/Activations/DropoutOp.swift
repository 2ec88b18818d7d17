/// Elements zeroed at random, the others scaled so that the expected value stays.
public struct DropoutOp: Op {
  /// Of being zeroed; below 1.
  public var probability: Double
  public var key: RandomKey

  public init(probability: Double, key: RandomKey) {
    self.probability = probability
    self.key = key
  }

  public var name: OpName { "dropout" }
  public var isRandom: Bool { true }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireFloats(inputs, allowsEmpty: true)
    try require(
      (0..<1).contains(probability), "the probability \(probability) must be at least 0 and below 1"
    )
    return [inputs[0]]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) -> [Tensor] {
    [probability == 0 ? inputs[0] : backend.dropout(inputs[0], probability: probability, key: key)]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    // The key brings the same elements back: there is no mask to keep.
    let dy = pass.gradient
    return [
      .dense(probability == 0 ? dy : pass.backend.dropout(dy, probability: probability, key: key))
    ]
  }
}

/// Zeros each element with `probability` and scales the others by `1 / (1 - probability)`. The same
/// key picks the same elements. Srivastava et al., JMLR 15 (2014).
/// PyTorch: `torch.nn.functional.dropout`.
public func dropout(_ x: Tensor, probability: Double, key: RandomKey) -> Tensor {
  applyOp(DropoutOp(probability: probability, key: key), x)
}
