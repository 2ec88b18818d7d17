/// `log Σ exp(x)` along some axes, without overflow. -∞ where every element is.
public struct LogSumExpOp: Op {
  /// Negative axes count from the end; `[]` stands for all.
  public var axes: [Int]
  /// Whether reduced axes stay with extent 1.
  public var keepsAxes: Bool

  public init(axes: [Int] = [], keepsAxes: Bool = false) {
    self.axes = axes
    self.keepsAxes = keepsAxes
  }

  public var name: OpName { "logSumExp" }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireFloats(inputs)
    let axes = try normalized(axes: axes, of: inputs[0].shape)
    return [TensorSpec(shape: reduced(inputs[0].shape, axes, keepsAxes), dtype: inputs[0].dtype)]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) throws(OpError) -> [Tensor] {
    let x = inputs[0]
    let axes = try normalized(axes: axes, of: x.shape)
    if axes.isEmpty { return [x] }
    // Finite, so that -∞ - -∞ does not occur.
    let finite = UnaryFunction.clamp(
      lower: -Double(Float.greatestFiniteMagnitude), upper: Double(Float.greatestFiniteMagnitude))
    let largest = backend.unary(finite, backend.reduce(.max, x, axes: axes))
    let powers = backend.unary(.exp, backend.binary(.subtract, x, largest))
    let sum = backend.reduce(.sum, powers, axes: axes)
    let y = backend.binary(.add, backend.unary(.log, sum), largest)
    context.save(powers, sum)
    return [y.viewed(as: reduced(x.shape, axes, keepsAxes))]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    if pass.saved.isEmpty { return [.dense(pass.gradient)] }
    let (powers, sum) = (pass.saved(0), pass.saved(1))
    let factor = pass.backend.quotient(pass.gradient.viewed(as: sum.shape), sum)
    return [.dense(pass.backend.binary(.multiply, powers, factor))]
  }
}

extension Tensor {
  /// `log Σ exp(x)` along `axes` (of all elements, if none is named). PyTorch: `torch.logsumexp`.
  public func logSumExp(axes: Int..., keepingAxes: Bool = false) -> Tensor {
    applyOp(LogSumExpOp(axes: axes, keepsAxes: keepingAxes), self)
  }
}
