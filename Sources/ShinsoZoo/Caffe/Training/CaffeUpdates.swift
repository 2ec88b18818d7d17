import ShinsoFormats
import ShinsoNN
import ShinsoTensor
import ShinsoTraining

/// A solver's updates by the optimizers here.
///
/// Caffe's momentum keeps steps, rate included, PyTorch's gradients: the two differ where the rate
/// changes. Before each update the momentum is multiplied by the last rate over this one, with which
/// "SGD" is Caffe's to the letter and "Nesterov" up to what it looks ahead. Adam's δ is added to the
/// corrected root here, to the raw one in Caffe.
struct CaffeUpdates {
  let optimizer: any Optimizer
  let settings: UpdateSettings
  private let solver: CaffeSolver
  private let momentumSGD: SGD?

  init(_ solver: CaffeSolver) {
    self.solver = solver
    let decay = solver.regularization == .l2 ? solver.weightDecay : 0
    let rate = solver.baseRate
    var base: any Optimizer
    switch solver.method {
    case .sgd, .nesterov:
      let isNesterov = solver.method == .nesterov && solver.momentum > 0
      base = SGD(
        learningRate: rate, momentum: solver.momentum, weightDecay: decay, nesterov: isNesterov)
    case .adaGrad:
      base = AdaGrad(learningRate: rate, epsilon: solver.delta, weightDecay: decay)
    case .rmsProp:
      base = RMSProp(
        learningRate: rate, alpha: solver.rmsDecay, epsilon: solver.delta, weightDecay: decay)
    case .adaDelta:
      base = Adadelta(
        learningRate: rate, rho: solver.momentum, epsilon: solver.delta, weightDecay: decay)
    case .adam:
      base = Adam(
        learningRate: rate, beta1: solver.momentum, beta2: solver.momentum2,
        epsilon: solver.delta, weightDecay: decay)
    }
    momentumSGD = solver.momentum > 0 ? base as? SGD : nil
    if solver.regularization == .l1, solver.weightDecay > 0 {
      base = L1Regularized(base, decay: solver.weightDecay)
    }
    optimizer = base
    let policy = (solver.policy, solver.iterations)
    settings = UpdateSettings(
      schedule: Schedule { policy.0.factor(at: $0, of: policy.1) },
      accumulation: solver.accumulation,
      // Caffe clips the sum of the batches, before it divides.
      clipNorm: solver.gradientLimit.map { $0 / Double(solver.accumulation) })
  }

  /// Called before each update.
  func prepare(_ update: Int) {
    guard let momentumSGD, update > 0 else { return }
    let (before, now) = (solver.rate(at: update - 1), solver.rate(at: update))
    let ratio = now > 0 ? before / now : 1
    momentumSGD.momentum = solver.momentum * ratio
  }
}
