import ShinsoNN
import ShinsoTensor

/// LeNet-5 as it was published: LeCun, Bottou, Bengio & Haffner, "Gradient-based learning applied to
/// document recognition", Proc. IEEE 86 (1998), section II.B: C3 sees the maps that table I names,
/// subsampling is learned, units squash by a scaled tanh, the output compares with bitmaps of the
/// classes. Input `[N, 1, 28, 28]`, pixels 0…1; the network pads it to 32 × 32 and scales it to
/// -0.1…1.175 as the paper does. 60,000 parameters, the paper's number, whatever the classes.
///
/// The output is minus the distance to each class's bitmap, so that softmax cross-entropy is the
/// paper's discriminative loss, equation 9, with j → ∞ (without its class of rubbish). The paper
/// trains by a second-order method, sample by sample.
public final class LeNet5: Module, Layer {
  let c1 = Conv2d(1, 6, kernelSize: 5, initializer: .leCun, biasInitializer: .leCun)
  let s2 = TrainableSubsampling2d(6)
  let c3 = TableConv2d(6, table: LeNet5.table, size: 5)
  let s4 = TrainableSubsampling2d(16)
  let c5 = Conv2d(16, 120, kernelSize: 5, initializer: .leCun, biasInitializer: .leCun)
  let f6 = Linear(120, BitmapOutput.inputs, initializer: .leCun, biasInitializer: .leCun)
  let output: BitmapOutput

  /// Table I: the maps of S2 that each map of C3 sees.
  static let table = [
    [0, 1, 2], [1, 2, 3], [2, 3, 4], [3, 4, 5], [0, 4, 5], [0, 1, 5],
    [0, 1, 2, 3], [1, 2, 3, 4], [2, 3, 4, 5], [0, 3, 4, 5], [0, 1, 4, 5], [0, 1, 2, 5],
    [0, 1, 3, 4], [1, 2, 4, 5], [0, 2, 3, 5], [0, 1, 2, 3, 4, 5],
  ]

  public init(classes: Int = 10) {
    output = BitmapOutput(classes: classes)
    super.init()
    // Distances over 84 numbers have large gradients.
    for (_, parameter) in parameters { parameter.rateFactor = 0.2 }
  }

  public func forward(_ x: Tensor) -> Tensor {
    let field = x.padded(before: [0, 0, 2, 2], after: [0, 0, 2, 2])  // [N, 1, 32, 32]
    var h = scaledTanh(c1(field * 1.275 - 0.1))  // [N, 6, 28, 28]
    h = scaledTanh(s2(h))  // [N, 6, 14, 14]
    h = scaledTanh(c3(h))  // [N, 16, 10, 10]
    h = scaledTanh(s4(h))  // [N, 16, 5, 5]
    h = scaledTanh(c5(h))  // [N, 120, 1, 1]
    return output(scaledTanh(f6(h.flattened(from: 1))))
  }
}
