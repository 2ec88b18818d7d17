import ShinsoTensor

/// `max(x, 0) + slope · min(x, 0)` with a learned slope for each channel of `[N, C, …]`, or one for
/// all. He et al., "Delving deep into rectifiers", ICCV 2015. PyTorch: `torch.nn.PReLU`.
public final class PReLU: Module, Layer {
  /// `[channels]` or `[1]`.
  public let weight: Parameter

  public init(channels: Int = 1, slope: Double = 0.25) {
    weight = Parameter(.full(slope, shape: [channels]))
    super.init()
  }

  public func forward(_ x: Tensor) -> Tensor { prelu(x, slope: weight.tensor) }
}
