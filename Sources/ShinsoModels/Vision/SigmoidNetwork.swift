import ShinsoNN
import ShinsoTensor

/// Fully connected sigmoid layers below a softmax, with batch normalization before each sigmoid or
/// without: the net of section 4.1 of Ioffe & Szegedy, "Batch normalization: accelerating deep network
/// training by reducing internal covariate shift", ICML 2015. `[N, inputs]` to logits `[N, classes]`;
/// 784-100-100-100-10 has 99,710 parameters, and 300 more with normalization, whose offsets stand in
/// for the biases.
///
/// The paper starts from "small random Gaussian values"; here their standard deviation is 0.1.
public final class SigmoidNetwork: Module, Layer {
  let hidden: [Linear]
  let norms: [BatchNorm2d]
  let output: Linear

  public init(_ inputs: Int, hidden sizes: [Int], classes: Int, normalized: Bool) {
    let widths = [inputs] + sizes
    let initializer = Initializer.normal(standardDeviation: 0.1)
    hidden = zip(widths, sizes).map {
      Linear($0, $1, bias: !normalized, initializer: initializer, biasInitializer: .zeros)
    }
    norms = normalized ? sizes.map { BatchNorm2d($0) } : []
    output = Linear(
      widths[widths.count - 1], classes, initializer: initializer, biasInitializer: .zeros)
    super.init()
  }

  public func forward(_ x: Tensor) -> Tensor { logits(of: lastInputs(x)) }

  /// What follows ``lastInputs(_:)``.
  public func logits(of lastInputs: Tensor) -> Tensor { output(sigmoid(lastInputs)) }

  /// What the sigmoids of the last hidden layer take, `[N, units]`: the values whose distribution
  /// figures 1b and 1c of the paper follow.
  public func lastInputs(_ x: Tensor) -> Tensor {
    hidden.indices.reduce(x) { h, layer in
      let sum = hidden[layer](layer == 0 ? h : sigmoid(h))
      return norms.isEmpty ? sum : norms[layer](sum)
    }
  }
}
