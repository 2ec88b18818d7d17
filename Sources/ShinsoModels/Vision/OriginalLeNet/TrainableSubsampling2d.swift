import ShinsoNN
import ShinsoTensor

/// The sum of each 2×2 window times a coefficient, plus a bias, both learned for each map: LeCun et
/// al., Proc. IEEE 86 (1998), section II.B. `[N, C, H, W]` to `[N, C, H / 2, W / 2]`.
final class TrainableSubsampling2d: Module, Layer {
  /// `[C, 1, 1]`.
  let weight: Parameter
  let bias: Parameter

  init(_ channels: Int) {
    weight = Parameter(.leCun, [channels, 1, 1], fanIn: 4, fanOut: 1)
    bias = Parameter(.leCun, [channels, 1, 1], fanIn: 4, fanOut: 1)
    super.init()
  }

  func forward(_ x: Tensor) -> Tensor {
    averagePool2d(x, kernelSize: 2) * (weight.tensor * 4) + bias.tensor
  }
}
