import ShinsoTensor

/// A function of two integers or truth values at the same place, with NumPy broadcasting, as ONNX
/// has them; computed on the host as int64 and wrapped to the type of the inputs. No gradient flows.
struct IntegerOp: Op {
  enum Function: String, Sendable, Hashable {
    case add, subtract, multiply, divide, maximum, minimum, power
    /// With the sign of the divisor, as in Python, and of the dividend, as in C.
    case modulo, remainder
    case and, or, exclusiveOr, shiftLeft, shiftRight
    /// 1 or 0.
    case less

    func callAsFunction(_ a: Int64, _ b: Int64) -> Int64 {
      switch self {
      case .add: a &+ b
      case .subtract: a &- b
      case .multiply: a &* b
      // A quotient that does not exist is 0, where the processor would stop.
      case .divide: b == 0 ? 0 : a.dividedReportingOverflow(by: b).partialValue
      case .maximum: max(a, b)
      case .minimum: min(a, b)
      case .power: Self.power(a, b)
      case .modulo:
        b == 0
          ? 0
          : (a.remainderReportingOverflow(dividingBy: b).partialValue &+ b)
            .remainderReportingOverflow(dividingBy: b).partialValue
      case .remainder: b == 0 ? 0 : a.remainderReportingOverflow(dividingBy: b).partialValue
      case .and: a & b
      case .or: a | b
      case .exclusiveOr: a ^ b
      case .shiftLeft: b >= 64 ? 0 : a << b
      case .shiftRight: b >= 64 ? 0 : a >> b
      case .less: a < b ? 1 : 0
      }
    }

    private static func power(_ base: Int64, _ exponent: Int64) -> Int64 {
      if exponent < 0 { return base == 1 ? 1 : base == -1 ? (exponent & 1 == 0 ? 1 : -1) : 0 }
      var (result, factor, rest): (Int64, Int64, Int64) = (1, base, exponent)
      while rest > 0 {
        if rest & 1 == 1 { result &*= factor }
        factor &*= factor
        rest >>= 1
      }
      return result
    }
  }

  var function: Function

  init(_ function: Function) { self.function = function }

  var name: OpName { OpName(rawValue: "integer.\(function.rawValue)") }
  var inputNames: [String] { ["left", "right"] }
  var isArithmetic: Bool { false }

  func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireCount(inputs)
    try require(
      inputs.allSatisfy { !$0.dtype.isFloatingPoint } && inputs[0].dtype == inputs[1].dtype,
      "left \(inputs[0]) and right \(inputs[1]) are not integers of one type")
    return [TensorSpec(shape: try broadcast(inputs[0], inputs[1]), dtype: inputs[0].dtype)]
  }

  func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) throws(OpError) -> [Tensor] {
    let spec = try outputs(for: inputs.map(\.spec))[0]
    let (left, right) = (inputs[0].scalars(as: Int64.self), inputs[1].scalars(as: Int64.self))
    let (leftPlaces, rightPlaces) = (
      BroadcastPlaces(inputs[0].shape, to: spec.shape),
      BroadcastPlaces(inputs[1].shape, to: spec.shape)
    )
    let values = (0..<spec.shape.elementCount).map { index in
      function(left[leftPlaces[index]], right[rightPlaces[index]])
    }
    let result = Tensor(values, shape: spec.shape, on: inputs[0].device)
    return [spec.dtype == .int64 ? result : backend.cast(result, to: spec.dtype)]
  }

  func backward(_ pass: BackwardPass) -> [Gradient?] { [nil, nil] }
}

/// Where the elements of a stretched tensor lie in the tensor itself.
struct BroadcastPlaces {
  private let extents: [Int]
  private let strides: [Int]
  private let isSame: Bool

  init(_ shape: Shape, to wide: Shape) {
    isSame = shape == wide
    extents = wide.dims
    let missing = wide.rank - shape.rank
    let own = shape.strides
    strides = wide.indices.map { axis in
      axis < missing || shape[axis - missing] == 1 ? 0 : own[axis - missing]
    }
  }

  subscript(index: Int) -> Int {
    if isSame { return index }
    var (rest, place) = (index, 0)
    for axis in extents.indices.reversed() {
      place += rest % extents[axis] * strides[axis]
      rest /= extents[axis]
    }
    return place
  }
}
