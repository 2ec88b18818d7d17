/// The matrix product of the last two axes. Leading axes, if any, number the products; they broadcast
/// as in NumPy.
public struct MatmulOp: Op {
  /// Whether the last two axes of the left or right matrix are exchanged first.
  public var transposesLeft: Bool
  public var transposesRight: Bool

  public init(transposesLeft: Bool = false, transposesRight: Bool = false) {
    self.transposesLeft = transposesLeft
    self.transposesRight = transposesRight
  }

  public var name: OpName { "matmul" }
  public var inputNames: [String] { ["left", "right"] }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireFloats(inputs)
    let (a, b) = (inputs[0].shape, inputs[1].shape)
    let leading =
      a.rank >= 2 && b.rank >= 2
      ? Shape(a.dropLast(2)).broadcast(with: Shape(b.dropLast(2))) : nil
    guard let leading else {
      throw OpError(
        name,
        "left \(a) and right \(b) must both be matrices, or have axes before the last two that "
          + "broadcast together")
    }
    let (rows, inner) = transposesLeft ? (a[-1], a[-2]) : (a[-2], a[-1])
    let (innerB, columns) = transposesRight ? (b[-1], b[-2]) : (b[-2], b[-1])
    try require(
      inner == innerB,
      "left \(a)\(transposesLeft ? " transposed" : "") has \(inner) columns, "
        + "right \(b)\(transposesRight ? " transposed" : "") has \(innerB) rows")
    return [TensorSpec(shape: Shape(leading.dims + [rows, columns]), dtype: inputs[0].dtype)]
  }

  public func multiplyAdds(_ inputs: [TensorSpec], _ outputs: [TensorSpec]) -> Int {
    outputs[0].shape.elementCount * inputs[0].shape[transposesLeft ? -2 : -1]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) -> [Tensor] {
    context.save(context.needs[1] ? inputs[0] : nil, context.needs[0] ? inputs[1] : nil)
    let (a, b) = (inputs[0], inputs[1])
    if isOneProduct(a.shape, b.shape) {
      let y = backend.matmul(
        stacked(a), b, transposeA: false, transposeB: transposesRight)
      return [y.viewed(as: Shape(a.shape.dropLast() + [y.shape[1]]))]
    }
    let (left, right) = aligned(a, b, backend)
    return [
      backend.matmul(left, right, transposeA: transposesLeft, transposeB: transposesRight)
    ]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    let backend = pass.backend
    let (aShape, bShape) = (pass.inputs[0].shape, pass.inputs[1].shape)
    let isOneProduct = isOneProduct(aShape, bShape)
    let dy = isOneProduct ? stacked(pass.gradient) : pass.gradient
    // With y = A · B: dA = dy · Bᵀ and dB = Aᵀ · dy; the transpose of that where A or B came in
    // transposed.
    func product(_ a: Tensor, _ b: Tensor, _ transposesA: Bool, _ transposesB: Bool) -> Tensor {
      let (a, b) = isOneProduct ? (a, b) : aligned(a, b, backend)
      return backend.matmul(a, b, transposeA: transposesA, transposeB: transposesB)
    }
    var left: Tensor?
    if pass.needs[0] {
      let b = pass.saved(1)
      left =
        transposesLeft
        ? product(b, dy, transposesRight, true) : product(dy, b, false, !transposesRight)
    }
    var right: Tensor?
    if pass.needs[1] {
      let a = isOneProduct ? stacked(pass.saved(0)) : pass.saved(0)
      right =
        transposesRight
        ? product(dy, a, true, transposesLeft) : product(a, dy, !transposesLeft, false)
    }
    return [
      left.map {
        .dense(isOneProduct ? $0.viewed(as: aShape) : backend.unbroadcast($0, to: aShape))
      },
      right.map { .dense(backend.unbroadcast($0, to: bShape)) },
    ]
  }

  /// Many matrices times one are one product of a tall matrix.
  private func isOneProduct(_ a: Shape, _ b: Shape) -> Bool {
    b.rank == 2 && a.rank > 2 && !transposesLeft
  }

  private func stacked(_ x: Tensor) -> Tensor {
    x.viewed(as: [x.shape.dropLast().reduce(1, *), x.shape[-1]])
  }

  /// Both with the same leading axes.
  private func aligned(
    _ a: Tensor, _ b: Tensor, _ backend: any Backend
  ) -> (Tensor, Tensor) {
    let (aLeading, bLeading) = (Shape(a.shape.dropLast(2)), Shape(b.shape.dropLast(2)))
    guard aLeading != bLeading, let leading = aLeading.broadcast(with: bLeading) else {
      return (a, b)
    }
    return (
      backend.broadcast(a, to: Shape(leading.dims + a.shape.suffix(2))),
      backend.broadcast(b, to: Shape(leading.dims + b.shape.suffix(2)))
    )
  }
}

/// The matrix product `[…, M, K] · […, K, N]`, each side transposed in its last two axes first if
/// asked for. Axes before the last two broadcast. PyTorch: `torch.matmul`.
public func matmul(
  _ a: Tensor, _ b: Tensor, transposingLeft: Bool = false, transposingRight: Bool = false
) -> Tensor {
  applyOp(MatmulOp(transposesLeft: transposingLeft, transposesRight: transposingRight), a, b)
}
