import ShinsoNN
import ShinsoTensor

/// Fully connected layers with an activation and dropout between them: `[N, …]`, of `inputs` numbers
/// a sample, to logits `[N, classes]`. Rumelhart, Hinton & Williams, Nature 323, 1986.
public final class MultilayerPerceptron: Module, Layer {
  let hidden: [Linear]
  let dropout: Dropout
  let output: Linear

  /// - Parameter activation: of the hidden units. With relu the initial values are He's, otherwise
  ///   Glorot's.
  public init(
    _ inputs: Int, hidden sizes: [Int], classes: Int, dropout: Double = 0.5,
    activation: Activation = .relu
  ) {
    let widths = [inputs] + sizes
    hidden = zip(widths, sizes).map {
      Linear(
        $0, $1, activation: activation, initializer: activation == .relu ? .he : .glorot,
        biasInitializer: .zeros)
    }
    self.dropout = Dropout(dropout)
    output = Linear(
      widths[widths.count - 1], classes, initializer: .glorot, biasInitializer: .zeros)
    super.init()
  }

  public func forward(_ x: Tensor) -> Tensor {
    output(hidden.reduce(x.rank > 2 ? x.flattened(from: 1) : x) { dropout($1($0)) })
  }
}
