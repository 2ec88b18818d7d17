import ShinsoTensor

/// One input of an op under test: its shape, and what random values fill it.
struct Input: Sendable {
  enum Fill: Sendable {
    case normal(standardDeviation: Double)
    case uniform(Double, Double)
    /// int64 from 0 up to but without the number.
    case indices(Int)
    /// int64, these in turn.
    case integers([Int64])
    /// These in turn.
    case exactly([Double])
    /// bool, either with the same probability.
    case flags
  }

  let shape: Shape
  let fill: Fill
  /// Whether gradients with respect to it are checked.
  var isDifferentiable: Bool

  /// The normal distribution around 0.
  static func normal(_ shape: Shape, standardDeviation: Double = 1) -> Input {
    Input(shape: shape, fill: .normal(standardDeviation: standardDeviation), isDifferentiable: true)
  }

  static func uniform(_ shape: Shape, _ lower: Double, _ upper: Double) -> Input {
    Input(shape: shape, fill: .uniform(lower, upper), isDifferentiable: true)
  }

  static func indices(_ shape: Shape, below count: Int) -> Input {
    Input(shape: shape, fill: .indices(count), isDifferentiable: false)
  }

  static func integers(_ shape: Shape, _ values: [Int64]) -> Input {
    Input(shape: shape, fill: .integers(values), isDifferentiable: false)
  }

  static func flags(_ shape: Shape) -> Input {
    Input(shape: shape, fill: .flags, isDifferentiable: false)
  }

  /// Ties, poles, infinities, NaN: `values` in turn. Not compared with finite differences, which
  /// know nothing of such places.
  static func exactly(_ shape: Shape, _ values: [Double]) -> Input {
    Input(shape: shape, fill: .exactly(values), isDifferentiable: true)
  }

  /// Whether finite differences tell the gradient.
  var isSmooth: Bool {
    if case .exactly = fill { false } else { true }
  }

  /// The same, but no gradient is asked for.
  var constant: Input {
    var input = self
    input.isDifferentiable = false
    return input
  }

  /// Random values that float32 holds exactly.
  func values(_ random: inout SplitMix64) -> [Double] {
    (0..<shape.elementCount).map { element in
      switch fill {
      case .normal(let standardDeviation): Double(Float(standardDeviation * random.nextNormal()))
      case .uniform(let lower, let upper):
        Double(Float(Double.random(in: lower..<upper, using: &random)))
      case .indices(let count): Double(Int.random(in: 0..<count, using: &random))
      case .integers(let values): Double(values[element % values.count])
      case .exactly(let values): values[element % values.count]
      case .flags: Bool.random(using: &random) ? 1 : 0
      }
    }
  }

  func spec(_ dtype: DType) -> TensorSpec {
    switch fill {
    case .indices, .integers: TensorSpec(shape: shape, dtype: .int64)
    case .flags: TensorSpec(shape: shape, dtype: .bool)
    default: TensorSpec(shape: shape, dtype: dtype)
    }
  }
}

extension Tensor {
  /// `values` as a tensor of another type.
  init(_ values: [Double], _ spec: TensorSpec, on device: Device) {
    switch spec.dtype {
    case .float64: self.init(values, shape: spec.shape, on: device)
    case .int64: self.init(values.map { Int64($0) }, shape: spec.shape, on: device)
    case .bool: self.init(values.map { $0 != 0 }, shape: spec.shape, on: device)
    default: self.init(values.map { Float($0) }, shape: spec.shape, on: device)
    }
  }

  /// Standard normal values, the same for the same seed on every device.
  static func random(_ shape: Shape, seed: UInt64 = 1, on device: Device = .cpu) -> Tensor {
    var random = SplitMix64(seed: seed)
    return Tensor(
      Input.normal(shape).values(&random), TensorSpec(shape: shape), on: device)
  }
}

extension SplitMix64 {
  /// The sum of twelve uniform numbers: near enough to normal for a test.
  mutating func nextNormal() -> Double {
    (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0..<1, using: &self) }
  }
}
