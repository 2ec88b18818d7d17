import ShinsoTensor

/// A step of the way from an ONNX file to a graph, to be compared with that for another number of
/// samples.
enum ONNXStep {
  /// With the shapes of what it makes.
  case op(any Op, [Shape])
  case constant(Tensor)

  /// Whether both are of the same kind.
  func isLike(_ other: ONNXStep) -> Bool {
    switch (self, other) {
    case (.op, .op), (.constant, .constant): true
    default: false
    }
  }
}

extension Tensor {
  /// Floating-point numbers as float32, in which Shinso computes.
  var computable: Tensor { dtype.isFloatingPoint ? cast(to: .float32) : self }

  func isSame(as other: Tensor) -> Bool {
    spec == other.spec
      && withUnsafeBytes { first in
        other.withUnsafeBytes { first.prefix(byteCount).elementsEqual($0.prefix(byteCount)) }
      }
  }

  private var byteCount: Int { elementCount * dtype.size }

  /// The number that all elements are; nil if they differ.
  var onlyNumber: Double? {
    let numbers = scalars(as: Double.self)
    return numbers.first.flatMap { first in numbers.allSatisfy { $0 == first } ? first : nil }
  }
}
