/// The length of the elements under each window, `√Σ x²`; padding counts as 0. The gradient of a
/// window of zeros is 0.
public struct L2Pool2dOp: Op {
  public var geometry: Pool2dGeometry

  public init(_ geometry: Pool2dGeometry) {
    self.geometry = geometry
    self.geometry.countsPadding = true
  }

  public var name: OpName { "l2Pool2d" }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try AveragePool2dOp(geometry).outputs(for: inputs)
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) -> [Tensor] {
    let x = inputs[0]
    let y = backend.unary(
      .sqrt, sums(backend.averagePool2d(backend.unary(.square, x), geometry), x.shape, backend))
    context.save(x, y)
    return [y]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    let backend = pass.backend
    let (x, y) = (pass.saved(0), pass.saved(1))
    let slopes = sums(backend.quotient(pass.gradient, y), x.shape, backend)
    let spread = backend.averagePool2dBackward(slopes, inputShape: x.shape, geometry)
    return [.dense(backend.binary(.multiply, x, spread))]
  }

  /// Means times what they were divided by, which is less where the last window reaches beyond the
  /// padding.
  private func sums(_ means: Tensor, _ x: Shape, _ backend: any Backend) -> Tensor {
    let count = geometry.kernel.height * geometry.kernel.width
    guard geometry.ceilMode else {
      return backend.scaleShift(means, scale: Double(count), offset: 0)
    }
    func counts(_ outputs: Int, _ size: Int, _ kernel: Int, _ stride: Int) -> [Double] {
      (0..<outputs).map { Double(min(kernel, size - $0 * stride)) }
    }
    let rows = counts(
      means.shape[2], x[2] + geometry.padding.top + geometry.padding.bottom,
      geometry.kernel.height, geometry.stride.height)
    let columns = counts(
      means.shape[3], x[3] + geometry.padding.left + geometry.padding.right,
      geometry.kernel.width, geometry.stride.width)
    let factors = Tensor(
      rows.flatMap { row in columns.map { row * $0 } }, shape: [rows.count, columns.count],
      on: backend.device)
    return backend.binary(.multiply, means, backend.cast(factors, to: means.dtype))
  }
}

/// The length of the elements under each window, `√Σ x²`: `[N, C, H, W]` to `[N, C, H', W']`.
/// PyTorch: `torch.nn.functional.lp_pool2d`.
public func l2Pool2d(
  _ x: Tensor, kernelSize: Size2d, stride: Size2d? = nil, padding: Padding2d = 0,
  ceilMode: Bool = false
) -> Tensor {
  applyOp(
    L2Pool2dOp(
      Pool2dGeometry(kernel: kernelSize, stride: stride, padding: padding, ceilMode: ceilMode)), x)
}
