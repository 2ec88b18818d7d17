import ShinsoTensor

/// Normalization by the mean and variance of each example's last axes. Ba et al., 2016.
/// PyTorch: `torch.nn.LayerNorm`.
public final class LayerNorm: Module, Layer {
  /// γ, of the shape of the axes.
  public let weight: Parameter
  /// β.
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

/// Local response normalization over neighboring channels. Krizhevsky et al., NIPS 2012.
/// PyTorch: `torch.nn.LocalResponseNorm`.
public final class LocalResponseNorm: Module, Layer {
  public let size: Int
  public let alpha: Double
  public let beta: Double
  public let k: Double

  public init(size: Int = 5, alpha: Double = 1e-4, beta: Double = 0.75, k: Double = 1) {
    self.size = size
    self.alpha = alpha
    self.beta = beta
    self.k = k
    super.init()
  }

  public func forward(_ x: Tensor) -> Tensor {
    localResponseNorm(x, size: size, alpha: alpha, beta: beta, k: k)
  }
}
