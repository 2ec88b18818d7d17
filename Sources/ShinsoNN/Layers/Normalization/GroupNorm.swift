import ShinsoTensor

/// Normalization of `[N, C, …]` by the mean and variance of groups of channels. Wu & He, ECCV 2018.
/// PyTorch: `torch.nn.GroupNorm`.
public final class GroupNorm: Module, Layer {
  /// γ, `[C]`.
  public let weight: Parameter
  /// β, `[C]`.
  public let bias: Parameter
  public let groups: Int
  public let epsilon: Double

  public init(_ channels: Int, groups: Int, epsilon: Double = 1e-5) {
    weight = Parameter(.ones([channels]))
    bias = Parameter(.zeros([channels]))
    self.groups = groups
    self.epsilon = epsilon
    super.init()
  }

  public func forward(_ x: Tensor) -> Tensor {
    groupNorm(x, groups: groups, gamma: weight.tensor, beta: bias.tensor, epsilon: epsilon)
  }
}
