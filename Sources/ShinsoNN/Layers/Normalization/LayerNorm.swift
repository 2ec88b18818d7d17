import ShinsoTensor

/// Normalization by the mean and variance of each example's last axes. Ba et al., 2016.
/// PyTorch: `torch.nn.LayerNorm`.
public final class LayerNorm: Module, Layer {
  /// γ, with the shape of the normalized axes.
  public let weight: Parameter
  /// β, with the shape of the normalized axes.
  public let bias: Parameter
  public let epsilon: Double

  /// - Parameter shape: the extents of the axes that are normalized together.
  public init(_ shape: Shape, epsilon: Double = 1e-5) {
    weight = Parameter(.ones(shape))
    bias = Parameter(.zeros(shape))
    self.epsilon = epsilon
    super.init()
  }

  public func forward(_ x: Tensor) -> Tensor {
    layerNorm(
      x, gamma: weight.tensor, beta: bias.tensor, axisCount: weight.shape.rank, epsilon: epsilon)
  }
}
