import ShinsoTensor

/// Normalization of `[N, C, …]` by the mean and variance of each channel of each example. Ulyanov
/// et al., 2016. Unlike PyTorch's, it has γ and β. PyTorch: `torch.nn.InstanceNorm2d`.
public final class InstanceNorm: Module, Layer {
  /// γ, `[C]`.
  public let weight: Parameter
  /// β, `[C]`.
  public let bias: Parameter
  public let epsilon: Double

  public init(_ channels: Int, epsilon: Double = 1e-5) {
    weight = Parameter(.ones([channels]))
    bias = Parameter(.zeros([channels]))
    self.epsilon = epsilon
    super.init()
  }

  public func forward(_ x: Tensor) -> Tensor {
    instanceNorm(x, gamma: weight.tensor, beta: bias.tensor, epsilon: epsilon)
  }
}
