/// Plain loops in double precision, which the other backends are tested against. Every call unpacks
/// its inputs to `Double`, computes, and rounds once to the result's type, which is that of the
/// first floating-point input (of the first input, if there is none). float64 stays exact, so
/// finite differences on this backend are sharp.
///
/// Elements are always in plain row-major host memory. NaN propagates as in PyTorch.
final class ReferenceBackend: Backend {
  static let shared = ReferenceBackend()

  let device = Device.reference

  func computes(in dtype: DType) -> Bool { dtype == .float32 || dtype == .float64 }
}

// MARK: - Unpacking and packing

extension ReferenceBackend {
  /// The type of results computed from `inputs`.
  func resultType(_ inputs: Tensor...) -> DType {
    (inputs.first { $0.dtype.isFloatingPoint } ?? inputs[0]).dtype
  }

  /// The elements in row-major order. int64 values above 2⁵³ lose bits.
  func doubles(_ x: Tensor) -> [Double] { Elements.doubles(x.storage) }

  func tensor(_ values: [Double], _ shape: Shape, _ dtype: DType) -> Tensor {
    let tensor = Tensor.uninitialized(shape, dtype, on: device)
    store(values, in: tensor)
    return tensor
  }

  func tensor(_ values: [Int64], _ shape: Shape, _ dtype: DType) -> Tensor {
    let tensor = Tensor.uninitialized(shape, dtype, on: device)
    Elements.write(values, as: dtype, to: tensor.storage.plainMemory)
    return tensor
  }

  /// Overwrites the elements of `x`.
  func store(_ values: [Double], in x: Tensor) {
    Elements.write(values, as: x.dtype, to: x.storage.plainMemory)
  }
}
