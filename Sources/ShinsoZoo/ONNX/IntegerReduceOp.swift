import ShinsoTensor

/// A reduction of integers along axes, all if none are named; computed on the host as int64 and
/// wrapped to the type of the input. No gradient flows.
struct IntegerReduceOp: Op {
  enum Function: String, Sendable, Hashable {
    case sum, product, maximum, minimum

    var start: Int64 {
      switch self {
      case .sum: 0
      case .product: 1
      case .maximum: .min
      case .minimum: .max
      }
    }

    func callAsFunction(_ a: Int64, _ b: Int64) -> Int64 {
      switch self {
      case .sum: a &+ b
      case .product: a &* b
      case .maximum: max(a, b)
      case .minimum: min(a, b)
      }
    }
  }

  var function: Function
  var axes: [Int]
  var keepsAxes: Bool

  init(_ function: Function, axes: [Int], keepsAxes: Bool) {
    self.function = function
    self.axes = axes
    self.keepsAxes = keepsAxes
  }

  var name: OpName { OpName(rawValue: "integer.reduce.\(function.rawValue)") }
  var isArithmetic: Bool { false }

  func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireCount(inputs)
    try require(!inputs[0].dtype.isFloatingPoint, "input \(inputs[0]) is not of integers")
    let axes = try normalized(axes: axes, of: inputs[0].shape)
    return [
      TensorSpec(shape: reduced(inputs[0].shape, axes, keepsAxes), dtype: inputs[0].dtype)
    ]
  }

  func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) throws(OpError) -> [Tensor] {
    let x = inputs[0]
    let spec = try outputs(for: [x.spec])[0]
    let kept = reduced(x.shape, try normalized(axes: axes, of: x.shape), true)
    let places = BroadcastPlaces(kept, to: x.shape)
    var sums = [Int64](repeating: function.start, count: kept.elementCount)
    for (index, value) in x.scalars(as: Int64.self).enumerated() {
      sums[places[index]] = function(sums[places[index]], value)
    }
    let result = Tensor(sums, shape: spec.shape, on: x.device)
    return [spec.dtype == .int64 ? result : backend.cast(result, to: spec.dtype)]
  }

  func backward(_ pass: BackwardPass) -> [Gradient?] { [nil] }
}
