/// A function of each element by itself.
public struct UnaryOp: Op {
  public var function: UnaryFunction

  public init(_ function: UnaryFunction) { self.function = function }

  public var name: OpName { function.opName }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireFloats(inputs, allowsEmpty: true)
    if case .clamp(let lower, let upper) = function {
      try require(lower <= upper, "the lower bound \(lower) is above the upper bound \(upper)")
    }
    return [inputs[0]]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) -> [Tensor] {
    let y = backend.unary(function, inputs[0])
    switch function.derivative {
    case .input: context.save(inputs[0])
    case .output: context.save(y)
    case .nothing: break
    }
    return [y]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    let backend = pass.backend
    let dy = pass.gradient
    guard function.derivative != .nothing else {
      return [.dense(backend.full(0, shape: dy.shape, dtype: dy.dtype))]
    }
    return [.dense(backend.unaryBackward(function, gradient: dy, known: pass.saved(0)))]
  }
}

extension Tensor {
  /// e to the power of each element. PyTorch: `torch.exp`.
  public func exp() -> Tensor { applyOp(UnaryOp(.exp), self) }

  /// The natural logarithm of each element. PyTorch: `torch.log`.
  public func log() -> Tensor { applyOp(UnaryOp(.log), self) }

  /// The square root of each element. Its gradient at 0 is infinite. PyTorch: `torch.sqrt`.
  public func sqrt() -> Tensor { applyOp(UnaryOp(.sqrt), self) }

  /// Each element without its sign. The gradient at 0 is 0. PyTorch: `torch.abs`.
  public func abs() -> Tensor { applyOp(UnaryOp(.abs), self) }

  /// Each element times itself. PyTorch: `torch.square`.
  public func square() -> Tensor { applyOp(UnaryOp(.square), self) }

  /// One over each element. PyTorch: `torch.reciprocal`.
  public func reciprocal() -> Tensor { applyOp(UnaryOp(.reciprocal), self) }

  /// The sine of each element, in radians. PyTorch: `torch.sin`.
  public func sin() -> Tensor { applyOp(UnaryOp(.sin), self) }

  /// The cosine of each element, in radians. PyTorch: `torch.cos`.
  public func cos() -> Tensor { applyOp(UnaryOp(.cos), self) }

  /// The error function of each element. PyTorch: `torch.erf`.
  public func erf() -> Tensor { applyOp(UnaryOp(.erf), self) }

  /// The greatest integer that is not above each element. The gradient is 0.
  /// PyTorch: `torch.floor`.
  public func floor() -> Tensor { applyOp(UnaryOp(.floor), self) }

  /// The least integer that is not below each element. The gradient is 0. PyTorch: `torch.ceil`.
  public func ceil() -> Tensor { applyOp(UnaryOp(.ceil), self) }

  /// The integer nearest to each element, of two the even one. The gradient is 0.
  /// PyTorch: `torch.round`.
  public func rounded() -> Tensor { applyOp(UnaryOp(.round), self) }

  /// -1, 0 or 1; NaN stays. The gradient is 0. PyTorch: `torch.sign`.
  public func sign() -> Tensor { applyOp(UnaryOp(.sign), self) }

  /// Each element between two bounds; NaN stays. The gradient flows where the element lies between
  /// them, bounds included. PyTorch: `torch.clamp`.
  public func clamped(_ lower: Double = -.infinity, _ upper: Double = .infinity) -> Tensor {
    applyOp(UnaryOp(.clamp(lower: lower, upper: upper)), self)
  }
}

/// `max(x, 0)`. The gradient at 0 is 0. Nair & Hinton, ICML 2010.
/// PyTorch: `torch.nn.functional.relu`.
public func relu(_ x: Tensor) -> Tensor { applyOp(UnaryOp(.relu), x) }

/// `min(max(x, 0), 6)`. The gradient at 0 and at 6 is 0. Howard et al., "MobileNets", 2017.
/// PyTorch: `torch.nn.functional.relu6`.
public func relu6(_ x: Tensor) -> Tensor { applyOp(UnaryOp(.relu6), x) }

/// `1 / (1 + exp(-x))`. PyTorch: `torch.sigmoid`.
public func sigmoid(_ x: Tensor) -> Tensor { applyOp(UnaryOp(.sigmoid), x) }

/// The hyperbolic tangent of each element. PyTorch: `torch.tanh`.
public func tanh(_ x: Tensor) -> Tensor { applyOp(UnaryOp(.tanh), x) }

/// `x` above 0, else `slope · x`. Maas et al., ICML 2013.
/// PyTorch: `torch.nn.functional.leaky_relu`.
public func leakyRelu(_ x: Tensor, slope: Double = 0.01) -> Tensor {
  applyOp(UnaryOp(.leakyRelu(slope: slope)), x)
}

/// `x` above 0, else `alpha (exp(x) - 1)`. Clevert et al., ICLR 2016.
/// PyTorch: `torch.nn.functional.elu`.
public func elu(_ x: Tensor, alpha: Double = 1) -> Tensor {
  applyOp(UnaryOp(.elu(alpha: alpha)), x)
}

/// `x Φ(x)`, Φ the normal distribution. Hendrycks & Gimpel, 2016.
/// PyTorch: `torch.nn.functional.gelu`.
///
/// - Parameter approximate: `x/2 (1 + tanh(√(2/π) (x + 0.044715 x³)))` in its place.
public func gelu(_ x: Tensor, approximate: Bool = false) -> Tensor {
  applyOp(UnaryOp(approximate ? .geluTanh : .gelu), x)
}

/// `x sigmoid(x)`, also called swish. Elfwing et al., Neural Networks 107, 2018.
/// PyTorch: `torch.nn.functional.silu`.
public func silu(_ x: Tensor) -> Tensor { applyOp(UnaryOp(.silu), x) }

/// `clamp(x + 3, 0, 6) / 6`. Howard et al., "Searching for MobileNetV3", ICCV 2019.
/// PyTorch: `torch.nn.functional.hardsigmoid`.
public func hardSigmoid(_ x: Tensor) -> Tensor { applyOp(UnaryOp(.hardSigmoid), x) }

/// `x clamp(x + 3, 0, 6) / 6`. Howard et al., "Searching for MobileNetV3", ICCV 2019.
/// PyTorch: `torch.nn.functional.hardswish`.
public func hardSwish(_ x: Tensor) -> Tensor { applyOp(UnaryOp(.hardSwish), x) }

/// `log(1 + exp(x))`. PyTorch: `torch.nn.functional.softplus`.
public func softplus(_ x: Tensor) -> Tensor { applyOp(UnaryOp(.softplus), x) }

/// `x` above 0, else `slope · x`, with a slope for each channel: x `[N, C, …]`, slope `[C]` or `[1]`.
/// He et al., ICCV 2015. PyTorch: `torch.nn.functional.prelu`.
public func prelu(_ x: Tensor, slope: Tensor) -> Tensor {
  let channels = x.rank < 2 ? 1 : x.shape[1]
  stopUnless(
    slope.shape == [1] || slope.shape == [channels], in: "prelu",
    "slope \(slope.shape) must be [1] or, one for each channel of input \(x.shape), [\(channels)]")
  let shape = slope.shape.dims + Array(repeating: 1, count: max(x.rank - 2, 0))
  return relu(x) + x.clamped(-.infinity, 0) * slope.reshaped(shape)
}
