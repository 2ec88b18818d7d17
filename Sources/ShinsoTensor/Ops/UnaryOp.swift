/// A function of each element by itself.
public struct UnaryOp: Op, Hashable {
  public var function: UnaryFunction

  public init(_ function: UnaryFunction) { self.function = function }

  public var name: OpName { function.opName }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireFloats(inputs, ["input"], allowsEmpty: true)
    return [inputs[0]]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) -> [Tensor] {
    let y = backend.unary(function, inputs[0])
    context.save(function.differentiatesByOutput ? y : inputs[0])
    return [y]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    let byOutput = function.differentiatesByOutput
    let saved = pass.saved(0)
    return [
      .dense(
        pass.backend.unaryBackward(
          function, gradient: pass.gradient, input: byOutput ? nil : saved,
          output: byOutput ? saved : nil))
    ]
  }
}

extension Tensor {
  /// e to the power of each element.
  public func exp() -> Tensor { apply(UnaryOp(.exp), self) }

  /// The natural logarithm of each element.
  public func log() -> Tensor { apply(UnaryOp(.log), self) }

  /// The square root of each element. Its gradient at 0 is infinite.
  public func sqrt() -> Tensor { apply(UnaryOp(.sqrt), self) }

  /// Each element without its sign. The gradient at 0 is 0.
  public func abs() -> Tensor { apply(UnaryOp(.abs), self) }

  /// Each element times itself.
  public func square() -> Tensor { apply(UnaryOp(.square), self) }

  /// One over each element.
  public func reciprocal() -> Tensor { apply(UnaryOp(.reciprocal), self) }
}

/// `max(x, 0)`. The gradient at 0 is 0. Nair & Hinton, ICML 2010.
public func relu(_ x: Tensor) -> Tensor { apply(UnaryOp(.relu), x) }

/// `min(max(x, 0), 6)`. The gradient at 0 and at 6 is 0. Howard et al., "MobileNets", 2017.
public func relu6(_ x: Tensor) -> Tensor { apply(UnaryOp(.relu6), x) }

/// `1 / (1 + exp(-x))`.
public func sigmoid(_ x: Tensor) -> Tensor { apply(UnaryOp(.sigmoid), x) }

/// The hyperbolic tangent of each element.
public func tanh(_ x: Tensor) -> Tensor { apply(UnaryOp(.tanh), x) }
