import ShinsoNN
import ShinsoTensor

/// Logistic regression on the features of a ``FilterStage``: `[N, 1, 32, 32]` to logits
/// `[N, classes]`.
public final class StageClassifier: Module, Layer {
  public let stage: FilterStage
  public let output: Linear

  public init(_ stage: FilterStage, classes: Int) {
    self.stage = stage
    output = Linear(
      FilterStage.features, classes, initializer: .glorot, biasInitializer: .zeros)
    super.init()
  }

  public func forward(_ x: Tensor) -> Tensor { output(stage(x).flattened(from: 1)) }
}
