import ShinsoNN
import ShinsoTensor

/// Adds `decay · sign(p)` to the gradient of each parameter p before another optimizer's step, which
/// pulls weights to 0 at an even pace: Caffe's regularization "L1".
final class L1Regularized: Optimizer {
  private let base: any Optimizer
  private let decay: Double

  init(_ base: any Optimizer, decay: Double) {
    self.base = base
    self.decay = decay
  }

  var learningRate: Double {
    get { base.learningRate }
    set { base.learningRate = newValue }
  }

  func update(_ model: Module, with gradients: Gradients) {
    var all = gradients
    withoutGradients {
      for (_, parameter) in model.parameters {
        guard let gradient = gradients[parameter] else { continue }
        let pull = parameter.detached.sign() * (decay * parameter.decayFactor)
        all[parameter] = .dense(gradient.tensor + pull)
      }
    }
    base.update(model, with: all)
  }

  func state(for model: Module) -> [(name: String, tensor: Tensor)] { base.state(for: model) }

  func load(_ state: [String: Tensor], for model: Module) throws(InputError) {
    try base.load(state, for: model)
  }
}
