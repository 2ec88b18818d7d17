/// For each label a row of zeros with a one at its place. Input: labels int64. No gradient flows.
public struct OneHotOp: Op {
  public var classes: Int
  public var dtype: DType

  public init(classes: Int, dtype: DType = .float32) {
    self.classes = classes
    self.dtype = dtype
  }

  public var name: OpName { "oneHot" }
  public var inputNames: [String] { ["labels"] }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireCount(inputs)
    let labels = inputs[0]
    try require(
      labels.dtype == .int64, "labels \(labels.shape) are \(labels.dtype.rawValue), not int64")
    try require(classes > 0, "the number of classes \(classes) must be positive")
    return [TensorSpec(shape: Shape(labels.shape.dims + [classes]), dtype: dtype)]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) throws(OpError) -> [Tensor] {
    let labels = inputs[0]
    try requireIndices(labels, "labels", below: classes, "classes")
    let shape = labels.shape.dims
    let zeros = backend.full(0, shape: Shape(shape + [classes]), dtype: .float32)
    let ones = backend.full(1, shape: Shape(shape + [1]), dtype: .float32)
    let rows = backend.scatteringElements(
      ones, to: zeros, at: labels.viewed(as: ones.shape), axis: labels.rank)
    return [dtype == .float32 ? rows : backend.cast(rows, to: dtype)]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] { [nil] }
}

/// For each label a row of zeros with a one at its place: int64 `[…]` to `[…, classes]`. Labels go
/// from 0 to `classes` - 1. PyTorch: `torch.nn.functional.one_hot`.
public func oneHot(_ labels: Tensor, classes: Int, dtype: DType = .float32) -> Tensor {
  applyOp(OneHotOp(classes: classes, dtype: dtype), labels)
}
