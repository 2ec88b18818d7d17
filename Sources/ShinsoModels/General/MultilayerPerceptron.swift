import ShinsoNN
import ShinsoTensor

/// Fully connected layers with relu and dropout between them: `[N, inputs]` to logits
/// `[N, classes]`. The lecture's classifier on pretrained features has two hidden layers of 1000.
public final class MultilayerPerceptron: Module, Layer {
  let hidden: [Linear]
  let dropout: Dropout
  let output: Linear

  public init(_ inputs: Int, hidden sizes: [Int], classes: Int, dropout: Double = 0.5) {
    let widths = [inputs] + sizes
    hidden = zip(widths, sizes).map {
      Linear($0, $1, activation: .relu, initializer: .he, biasInitializer: .zeros)
    }
    self.dropout = Dropout(dropout)
    output = Linear(
      widths[widths.count - 1], classes, initializer: .glorot, biasInitializer: .zeros)
    super.init()
  }

  public func forward(_ x: Tensor) -> Tensor {
    output(hidden.reduce(x) { dropout($1($0)) })
  }
}
