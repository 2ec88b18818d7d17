import ShinsoNN

/// A network with all that a graph must follow: folded layers, a residual, a join, a reshape,
/// dropout.
final class SmallResidualNet: Module, TensorLayer {
  let stem = ConvNorm(3, 8, kernelSize: 3, stride: 2, padding: .same, activation: .relu)
  let branch = [
    Conv2d(8, 8, kernelSize: 3, padding: .same, activation: .relu),
    Conv2d(8, 8, kernelSize: 3, padding: .same),
  ]
  let norm = BatchNorm2d(8)
  let side = Conv2d(8, 4, kernelSize: 1)
  let dropout = Dropout(0.5)
  let head = Linear(12 * 4 * 5, 6)

  func forward(_ x: Tensor) -> Tensor {
    let h = stem(x)  // [N, 8, 4, 5]
    let sum = relu(norm(branch[1](branch[0](h))) + h)
    let joined = concatenate([sum, relu(side(h))], axis: 1)  // [N, 12, 4, 5]
    return head(dropout(joined.reshaped([x.shape[0], -1])))
  }
}
