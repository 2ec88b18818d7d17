import ShinsoTensor

/// Determines the initial values of a parameter.
public struct Initializer: Sendable {
  /// Makes values of a shape, given the numbers of inputs and outputs of a unit.
  package let make: @Sendable (_ shape: Shape, _ fanIn: Int, _ fanOut: Int, RandomKey) -> Tensor

  public init(
    _ make: @escaping @Sendable (_ shape: Shape, _ fanIn: Int, _ fanOut: Int, RandomKey) -> Tensor
  ) { self.make = make }

  public static func constant(_ value: Double) -> Initializer {
    Initializer { shape, _, _, _ in .full(value, shape: shape) }
  }

  public static let zeros = constant(0)
  public static let ones = constant(1)

  public static func normal(standardDeviation: Double, mean: Double = 0) -> Initializer {
    Initializer { shape, _, _, key in
      Device.cpu.backend.normal(shape, mean: mean, standardDeviation: standardDeviation, key: key)
    }
  }

  public static func uniform(_ bound: Double) -> Initializer {
    Initializer { shape, _, _, key in
      Device.cpu.backend.uniform(shape, lower: -bound, upper: bound, key: key)
    }
  }

  /// Uniform within ±1/√fan-in: PyTorch's default for linear and convolution layers.
  public static let fanIn = Initializer { shape, fanIn, _, key in
    let bound = 1 / Double(max(fanIn, 1)).squareRoot()
    return Device.cpu.backend.uniform(shape, lower: -bound, upper: bound, key: key)
  }

  /// Uniform within ±√(6 / (fan-in + fan-out)). Glorot & Bengio, AISTATS 2010, equation 16.
  public static let glorot = Initializer { shape, fanIn, fanOut, key in
    let bound = (6 / Double(max(fanIn + fanOut, 1))).squareRoot()
    return Device.cpu.backend.uniform(shape, lower: -bound, upper: bound, key: key)
  }

  /// Uniform within ±√(3 / fan-in): Caffe's "xavier" filler.
  public static let caffeXavier = Initializer { shape, fanIn, _, key in
    let bound = (3 / Double(max(fanIn, 1))).squareRoot()
    return Device.cpu.backend.uniform(shape, lower: -bound, upper: bound, key: key)
  }

  /// Normal with variance 2 / fan-in, for relu. He et al., ICCV 2015, equation 10.
  public static let he = Initializer { shape, fanIn, _, key in
    Device.cpu.backend.normal(
      shape, mean: 0, standardDeviation: (2 / Double(max(fanIn, 1))).squareRoot(), key: key)
  }

  /// Normal with variance 2 / fan-out, for relu: it keeps the variance of the gradients where ``he``
  /// keeps that of the outputs. He et al., ICCV 2015, equation 14.
  public static let heFanOut = Initializer { shape, _, fanOut, key in
    Device.cpu.backend.normal(
      shape, mean: 0, standardDeviation: (2 / Double(max(fanOut, 1))).squareRoot(), key: key)
  }

  /// Uniform within ±2.4 / fan-in. LeCun et al., Proc. IEEE 86 (1998), appendix A.
  public static let leCun = Initializer { shape, fanIn, _, key in
    let bound = 2.4 / Double(max(fanIn, 1))
    return Device.cpu.backend.uniform(shape, lower: -bound, upper: bound, key: key)
  }
}

extension Parameter {
  /// A parameter that is initialized immediately.
  package convenience init(
    _ initializer: Initializer, _ shape: Shape, fanIn: Int, fanOut: Int
  ) {
    self.init(owning: initializer.make(shape, fanIn, fanOut, RandomGenerator.shared.next()))
  }

  /// Sets a size that was determined by the first call.
  package func materialize(
    _ initializer: Initializer, _ shape: Shape, fanIn: Int, fanOut: Int
  ) {
    assign(owning: initializer.make(shape, fanIn, fanOut, RandomGenerator.shared.next()))
  }
}
