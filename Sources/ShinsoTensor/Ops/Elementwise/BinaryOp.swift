/// A function of two elements at the same place, with NumPy broadcasting: shapes align at the last
/// axis, and an extent of 1 stretches. The gradient is summed over stretched axes.
public struct BinaryOp: Op {
  public var function: BinaryFunction

  public init(_ function: BinaryFunction) { self.function = function }

  public var name: OpName { OpName(rawValue: function.rawValue) }
  public var inputNames: [String] { ["left", "right"] }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireFloats(inputs, allowsEmpty: true)
    return [TensorSpec(shape: try broadcast(inputs[0], inputs[1]), dtype: inputs[0].dtype)]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) -> [Tensor] {
    let (a, b) = (inputs[0], inputs[1])
    let y = backend.binary(function, a, b)
    switch function {
    case .add, .subtract: break
    case .multiply: context.save(context.needs[1] ? a : nil, context.needs[0] ? b : nil)
    case .divide: context.save(context.needs[1] ? y : nil, b)
    case .maximum, .minimum, .power: context.save(a, b, y)
    }
    return [y]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    let backend = pass.backend
    return zip(pass.inputs, pass.needs).enumerated().map { side, input in
      guard input.1 else { return nil }
      let gradient = gradient(pass, ofRight: side == 1)
      return .dense(backend.unbroadcast(gradient, to: input.0.shape))
    }
  }

  /// The gradient of one side in the output's shape.
  private func gradient(_ pass: BackwardPass, ofRight isRight: Bool) -> Tensor {
    let backend = pass.backend
    let dy = pass.gradient
    switch function {
    case .add:
      return dy
    case .subtract:
      return isRight ? backend.scaleShift(dy, scale: -1, offset: 0) : dy
    case .multiply:
      return backend.binary(.multiply, dy, pass.saved(isRight ? 0 : 1))
    case .divide:
      let quotient = backend.binary(.divide, dy, pass.saved(1))
      guard isRight else { return quotient }
      // d(a / b) / db = -(a / b) / b.
      let product = backend.binary(.multiply, quotient, pass.saved(0))
      return backend.scaleShift(product, scale: -1, offset: 0)
    case .maximum, .minimum:
      // Where both sides are equal, each gets half.
      let y = pass.saved(2)
      let left = backend.equal(y, pass.saved(0))
      let right = backend.equal(y, pass.saved(1))
      let share = backend.binary(
        .divide, isRight ? right : left, backend.binary(.add, left, right))
      return backend.binary(.multiply, dy, share)
    case .power:
      return backend.binary(
        .multiply, dy, isRight ? exponentSlope(pass) : baseSlope(pass))
    }
  }

  /// d aᵇ / da = b aᵇ⁻¹, and 0 where b is 0, whatever a is.
  private func baseSlope(_ pass: BackwardPass) -> Tensor {
    let backend = pass.backend
    let (a, b) = (pass.saved(0), pass.saved(1))
    let power = backend.binary(.power, a, backend.scaleShift(b, scale: 1, offset: -1))
    let slope = backend.binary(.multiply, b, power)
    let zero = backend.full(0, shape: [], dtype: slope.dtype)
    let exponent = backend.broadcast(b, to: slope.shape)
    return backend.select(backend.compare(.equal, exponent, zero), zero, slope)
  }

  /// d aᵇ / db = aᵇ log a, and 0 where a is 0 and b is not negative, as in PyTorch.
  private func exponentSlope(_ pass: BackwardPass) -> Tensor {
    let backend = pass.backend
    let (a, b, y) = (pass.saved(0), pass.saved(1), pass.saved(2))
    let slope = backend.binary(.multiply, y, backend.unary(.log, a))
    let zero = backend.full(0, shape: [], dtype: slope.dtype)
    // Where both hold, a and -min(b, 0) are 0.
    let size = backend.binary(
      .add, backend.unary(.abs, a),
      backend.unary(.relu, backend.scaleShift(b, scale: -1, offset: 0)))
    return backend.select(backend.compare(.equal, size, zero), zero, slope)
  }
}

extension Tensor {
  /// Elementwise, with broadcasting. PyTorch: `torch.add`.
  public static func + (a: Tensor, b: Tensor) -> Tensor { applyOp(BinaryOp(.add), a, b) }

  /// Elementwise, with broadcasting. PyTorch: `torch.sub`.
  public static func - (a: Tensor, b: Tensor) -> Tensor { applyOp(BinaryOp(.subtract), a, b) }

  /// Elementwise, with broadcasting. PyTorch: `torch.mul`.
  public static func * (a: Tensor, b: Tensor) -> Tensor { applyOp(BinaryOp(.multiply), a, b) }

  /// Elementwise, with broadcasting. PyTorch: `torch.div`.
  public static func / (a: Tensor, b: Tensor) -> Tensor { applyOp(BinaryOp(.divide), a, b) }
}

/// The larger of two elements, with broadcasting; equal ones share the gradient.
/// PyTorch: `torch.maximum`.
public func maximum(_ a: Tensor, _ b: Tensor) -> Tensor { applyOp(BinaryOp(.maximum), a, b) }

/// The smaller of two elements, with broadcasting; equal ones share the gradient.
/// PyTorch: `torch.minimum`.
public func minimum(_ a: Tensor, _ b: Tensor) -> Tensor { applyOp(BinaryOp(.minimum), a, b) }

/// `base` to the power of `exponent`, elementwise, with broadcasting. A negative base has powers for
/// whole exponents only, NaN for others. PyTorch: `torch.pow`.
public func pow(_ base: Tensor, _ exponent: Tensor) -> Tensor {
  applyOp(BinaryOp(.power), base, exponent)
}

/// Each element to the power of a number. PyTorch: `torch.pow`.
public func pow(_ base: Tensor, _ exponent: Double) -> Tensor {
  pow(base, Tensor.full(exponent, shape: [], dtype: base.dtype, on: base.device))
}
