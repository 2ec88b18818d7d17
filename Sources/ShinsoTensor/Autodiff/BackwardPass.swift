/// What `Op.backward` works with.
public struct BackwardPass: Sendable {
  public let backend: any Backend
  public let inputs: [TensorSpec]
  public let saved: [Tensor?]
  /// The gradient of each output; nil if none arrived.
  public let gradients: [Tensor?]
  /// For each input, whether its gradient is wanted.
  public let needs: [Bool]
  package let rules: [OpName: GradientRule]

  /// The first output's gradient. A node without a gradient is never visited.
  public var gradient: Tensor {
    guard let gradient = gradients[0] else { stop("backward: the first output has no gradient") }
    return gradient
  }

  /// A saved tensor that must exist.
  public func saved(_ index: Int) -> Tensor {
    guard let tensor = saved[index] else { stop("backward: nothing was saved at \(index)") }
    return tensor
  }

  /// The gradient before a fused activation, from the one after it and the activation's output, or
  /// its input where `UnaryFunction.derivative` says so; follows a rule for that activation if there
  /// is one.
  package func gradient(
    _ dy: Tensor, before activation: FusedActivation, known: @autoclosure () -> Tensor
  ) -> Tensor {
    guard let function = activation.function else { return dy }
    let known = known()
    if let rule = rules[function.opName] {
      let pass = BackwardPass(
        backend: backend, inputs: [known.spec], saved: [known], gradients: [dy], needs: [true],
        rules: [:])
      if case .dense(let dx)? = rule.backward(pass)[0] { return dx }
    }
    return backend.unaryBackward(function, gradient: dy, known: known)
  }
}
