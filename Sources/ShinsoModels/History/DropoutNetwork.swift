import ShinsoNN
import ShinsoTensor

/// A feedforward net with dropout as in Hinton, Srivastava, Krizhevsky, Sutskever & Salakhutdinov,
/// "Improving neural networks by preventing co-adaptation of feature detectors", 2012: weights from
/// N(0, 0.01²), biases 0, a softmax above. `[N, inputs]` to logits `[N, classes]`; 784-800-800-10 has
/// 1,276,810 parameters. The hidden units are rectified linear ones: logistic units saturate at once at
/// rates near the paper's.
///
/// As in the paper, units that stay are not scaled up in training; evaluated, every unit passes on what
/// it gives on average (the "mean network"). So rates and limits mean what they mean there.
public final class DropoutNetwork: Module, Layer {
  public let hidden: [Linear]
  public let output: Linear
  let inputDropout: Dropout
  let hiddenDropout: Dropout

  /// - Parameters:
  ///   - inputDropout: the part of the inputs that is left out; 0.2 in the paper.
  ///   - hiddenDropout: the part of the hidden units; 0.5 in the paper.
  public init(
    _ inputs: Int, hidden sizes: [Int], classes: Int, inputDropout: Double, hiddenDropout: Double
  ) {
    let widths = [inputs] + sizes
    let initializer = Initializer.normal(standardDeviation: 0.01)
    hidden = zip(widths, sizes).map {
      Linear(
        $0, $1, activation: .relu, initializer: initializer, biasInitializer: .zeros)
    }
    output = Linear(
      widths[widths.count - 1], classes, initializer: initializer, biasInitializer: .zeros)
    self.inputDropout = Dropout(inputDropout)
    self.hiddenDropout = Dropout(hiddenDropout)
    super.init()
  }

  public func forward(_ x: Tensor) -> Tensor {
    output(hidden.reduce(thinned(x, inputDropout)) { thinned($1($0), hiddenDropout) })
  }

  /// `Dropout` divides by the part that stays; this takes it back.
  private func thinned(_ x: Tensor, _ dropout: Dropout) -> Tensor {
    dropout.probability == 0 ? x : dropout(x) * (1 - dropout.probability)
  }
}
