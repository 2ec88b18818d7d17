/// The shape and element type of a tensor, which is all that shape inference needs.
public struct TensorSpec: Sendable, Hashable, CustomStringConvertible {
  public var shape: Shape
  public var dtype: DType

  public init(shape: Shape, dtype: DType = .float32) {
    self.shape = shape
    self.dtype = dtype
  }

  public var description: String { "\(shape) \(dtype.rawValue)" }
}
