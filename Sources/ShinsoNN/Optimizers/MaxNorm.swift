import ShinsoTensor

/// Another optimizer's updates, after each of which the incoming weights of every unit, a row of the
/// weight `[outputs, …]`, are scaled down where they are longer than a limit. Hinton et al.,
/// "Improving neural networks by preventing co-adaptation of feature detectors", 2012.
/// PyTorch: no equivalent.
public final class MaxNorm: Optimizer {
  private let base: any Optimizer
  private let limit: Double
  private let weights: [Parameter]

  /// - Parameters:
  ///   - limit: the greatest length of a row, its Euclidean norm.
  ///   - weights: those that are constrained.
  public init(_ base: any Optimizer, limit: Double, of weights: [Parameter]) {
    precondition(limit > 0, "MaxNorm: the limit \(limit) is not positive")
    self.base = base
    self.limit = limit
    self.weights = weights
  }

  public var learningRate: Double {
    get { base.learningRate }
    set { base.learningRate = newValue }
  }

  public func update(_ model: Module, with gradients: Gradients) {
    base.update(model, with: gradients)
    withoutGradients {
      for weight in weights where !weight.isFrozen {
        let rows = weight.detached
        let axes = Array(1..<rows.rank)
        let length = rows.square().sum(axes: axes, keepingAxes: true).sqrt()
        // Rows of zeros stay as they are.
        weight.assign(rows * (limit / maximum(length, .full(limit, shape: [1]))))
      }
    }
  }

  public func state(for model: Module) -> [(name: String, tensor: Tensor)] {
    base.state(for: model)
  }

  public func load(_ state: [String: Tensor], for model: Module) throws(InputError) {
    try base.load(state, for: model)
  }
}
