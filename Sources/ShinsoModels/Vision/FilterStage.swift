import ShinsoNN
import ShinsoTensor

/// One stage of feature extraction: a bank of filters, each with a sigmoid and a gain, then
/// rectification, local contrast normalization and pooling, of which any may be left out but the last.
/// Jarrett, Kavukcuoglu, Ranzato & LeCun, "What is the best multi-stage architecture for object
/// recognition?", ICCV 2009, section 2.1. Input `[N, 1, 32, 32]`, features `[N, 64, 7, 7]`; 5,248
/// parameters.
///
/// The paper has 64 filters of 9 × 9, too, on pictures of 143 × 143, and pools windows of 10 × 10 every
/// 5 pixels; here they are of 6 × 6 every 3.
public final class FilterStage: Module, Layer {
  public static let (count, size, features) = (64, 9, 64 * 7 * 7)

  /// What follows the filters.
  public struct Form: Sendable, Hashable {
    /// The absolute value, R_abs.
    public let rectifies: Bool
    /// ``localContrastNorm(_:size:standardDeviation:epsilon:)``, N.
    public let normalizes: Bool
    /// The greatest value of each window, P_M, instead of the mean, P_A.
    public let poolsMaxima: Bool

    public init(rectifies: Bool, normalizes: Bool, poolsMaxima: Bool) {
      self.rectifies = rectifies
      self.normalizes = normalizes
      self.poolsMaxima = poolsMaxima
    }
  }

  public let filters: Conv2d
  public let gains: Parameter
  public let form: Form

  public init(_ form: Form) {
    self.form = form
    filters = Conv2d(
      1, Self.count, kernelSize: Size2d(Self.size), bias: false, activation: .tanh)
    gains = Parameter(.ones([Self.count]))
    super.init()
  }

  public func forward(_ x: Tensor) -> Tensor {
    var h = filters(x) * gains.tensor.reshaped([1, Self.count, 1, 1])  // [N, 64, 24, 24]
    if form.rectifies { h = h.abs() }
    if form.normalizes { h = localContrastNorm(h) }
    return form.poolsMaxima
      ? maxPool2d(h, kernelSize: 6, stride: 3) : averagePool2d(h, kernelSize: 6, stride: 3)
  }
}
