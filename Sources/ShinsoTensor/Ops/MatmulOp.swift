/// The matrix product of the last two axes; leading axes, if any, are equal and number the products.
public struct MatmulOp: Op, Hashable {
  /// Whether the last two axes of the left or right matrix are exchanged first.
  public var transposesLeft: Bool
  public var transposesRight: Bool

  public init(transposesLeft: Bool = false, transposesRight: Bool = false) {
    self.transposesLeft = transposesLeft
    self.transposesRight = transposesRight
  }

  public var name: OpName { "matmul" }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireFloats(inputs, ["left", "right"])
    let (a, b) = (inputs[0].shape, inputs[1].shape)
    try require(
      a.rank >= 2 && a.rank == b.rank && a.dropLast(2) == b.dropLast(2),
      "left \(a) and right \(b) must both be matrices, or have equal axes before the last two")
    let (rows, inner) = transposesLeft ? (a[-1], a[-2]) : (a[-2], a[-1])
    let (innerB, columns) = transposesRight ? (b[-1], b[-2]) : (b[-2], b[-1])
    try require(
      inner == innerB,
      "left \(a)\(transposesLeft ? " transposed" : "") has \(inner) columns, "
        + "right \(b)\(transposesRight ? " transposed" : "") has \(innerB) rows")
    return [TensorSpec(shape: Shape(a.dropLast(2) + [rows, columns]), dtype: inputs[0].dtype)]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) -> [Tensor] {
    context.save(context.needs[1] ? inputs[0] : nil, context.needs[0] ? inputs[1] : nil)
    return [
      backend.matmul(
        inputs[0], inputs[1], transposeA: transposesLeft, transposeB: transposesRight)
    ]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    let backend = pass.backend
    let dy = pass.gradient
    // With y = A · B: dA = dy · Bᵀ and dB = Aᵀ · dy; the transpose of that where A or B came in
    // transposed.
    let left =
      !pass.needs[0]
      ? nil
      : transposesLeft
        ? backend.matmul(pass.saved(1), dy, transposeA: transposesRight, transposeB: true)
        : backend.matmul(dy, pass.saved(1), transposeA: false, transposeB: !transposesRight)
    let right =
      !pass.needs[1]
      ? nil
      : transposesRight
        ? backend.matmul(dy, pass.saved(0), transposeA: true, transposeB: transposesLeft)
        : backend.matmul(pass.saved(0), dy, transposeA: !transposesLeft, transposeB: false)
    return [left.map(Gradient.dense), right.map(Gradient.dense)]
  }
}

/// The matrix product `[…, M, K] · […, K, N]`, each side transposed in its last two axes first if
/// asked for. Axes before the last two are equal.
public func matmul(
  _ a: Tensor, _ b: Tensor, transposingLeft: Bool = false, transposingRight: Bool = false
) -> Tensor {
  apply(MatmulOp(transposesLeft: transposingLeft, transposesRight: transposingRight), a, b)
}
