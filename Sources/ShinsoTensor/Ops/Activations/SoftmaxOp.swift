/// `exp(x) / sum(exp(x))` along an axis, or its logarithm.
public struct SoftmaxOp: Op {
  public var axis: Int
  public var isLogarithmic: Bool

  public init(axis: Int = -1, isLogarithmic: Bool = false) {
    self.axis = axis
    self.isLogarithmic = isLogarithmic
  }

  public var name: OpName { isLogarithmic ? "logSoftmax" : "softmax" }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireFloats(inputs)
    _ = try normalized(axis: axis, of: inputs[0].shape)
    return [inputs[0]]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) -> [Tensor] {
    let y = withAxisLast(backend, inputs) {
      backend.softmax($0[0], logarithmic: isLogarithmic)
    }
    context.save(y)
    return [y]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    let backend = pass.backend
    return [
      .dense(
        withAxisLast(backend, [pass.gradient, pass.saved(0)]) {
          backend.softmaxBackward($0[0], output: $0[1], logarithmic: isLogarithmic)
        })
    ]
  }

  /// Backends know the last axis only: exchanges it with ours before and after.
  private func withAxisLast(
    _ backend: any Backend, _ tensors: [Tensor], _ body: ([Tensor]) -> Tensor
  ) -> Tensor {
    let rank = tensors[0].rank
    let axis = axis < 0 ? axis + rank : axis
    if axis == rank - 1 { return body(tensors) }
    var axes = Array(0..<rank)
    axes.swapAt(axis, rank - 1)
    return backend.permute(body(tensors.map { backend.permute($0, axes) }), axes)
  }
}

/// `exp(x) / sum(exp(x))` along `axis`, safe from overflow. PyTorch: `torch.nn.functional.softmax`.
public func softmax(_ x: Tensor, axis: Int = -1) -> Tensor { applyOp(SoftmaxOp(axis: axis), x) }

/// The logarithm of `softmax(x)`, exact where that is tiny.
/// PyTorch: `torch.nn.functional.log_softmax`.
public func logSoftmax(_ x: Tensor, axis: Int = -1) -> Tensor {
  applyOp(SoftmaxOp(axis: axis, isLogarithmic: true), x)
}
