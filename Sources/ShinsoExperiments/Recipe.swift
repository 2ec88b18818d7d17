import Foundation
import ShinsoNN

/// How a system is trained unless it is asked for something else.
struct Recipe {
  let optimizer: OptimizerKind
  let learningRate: Double
  var momentum: Double?
  var weightDecay = 0.0
  var schedule = ScheduleKind.constant
  let batchSize: Int
}

/// The optimizers by their names on the command line.
public enum OptimizerKind: String, Sendable, CaseIterable {
  case sgd, nesterov, adam, adamw, adagrad, rmsprop, adadelta, lars

  var hasMomentum: Bool { [.sgd, .nesterov, .lars].contains(self) }

  /// The learning rate where neither the command line nor the system's recipe has one.
  var usualRate: Double {
    switch self {
    case .sgd, .nesterov, .adagrad: 0.01
    case .adam, .adamw, .rmsprop: 1e-3
    // Both scale their steps themselves.
    case .adadelta, .lars: 1
    }
  }

  func make(rate: Double, momentum: Double, decay: Double) -> any Optimizer {
    switch self {
    case .sgd, .nesterov:
      SGD(
        learningRate: rate, momentum: momentum, weightDecay: decay,
        nesterov: self == .nesterov && momentum > 0)
    case .adam: Adam(learningRate: rate, weightDecay: decay)
    case .adamw: AdamW(learningRate: rate, weightDecay: decay)
    case .adagrad: AdaGrad(learningRate: rate, weightDecay: decay)
    case .rmsprop: RMSProp(learningRate: rate, weightDecay: decay)
    case .adadelta: Adadelta(learningRate: rate, weightDecay: decay)
    case .lars: LARS(learningRate: rate, momentum: momentum, weightDecay: decay)
    }
  }
}

/// The schedules by their names on the command line, each with parameters that suit any run.
public enum ScheduleKind: String, Sendable, CaseIterable {
  /// The base rate throughout.
  case constant
  /// (1 + 1e-4 · update)^-0.75, as Caffe's LeNet.
  case inverse
  /// Falls evenly, in powers, to a hundredth at the end.
  case exponential
  /// A tenth after each third of the run.
  case step
  /// Falls along a line to 0 at the end.
  case polynomial
  /// Half a cosine to 0 at the end.
  case cosine
  /// Up from a twenty-fifth over the first 30 % of the run, then down to almost 0.
  case oneCycle = "one-cycle"
  /// A tenth after each three evaluations in a row without a lower loss.
  case plateau

  /// - Parameters:
  ///   - total: the run's updates.
  ///   - warmUp: those over which the rate rises first; the schedule has the rest.
  func make(total: Int, warmUp: Int) -> Schedule {
    let rest = max(total - warmUp, 1)
    let schedule: Schedule =
      switch self {
      case .constant, .plateau: .constant
      case .inverse: .inverse(gamma: 1e-4, power: 0.75)
      case .exponential: .exponential(gamma: pow(0.01, 1 / Double(rest)))
      case .step: .step(every: (rest + 2) / 3)
      case .polynomial: .polynomial(total: rest)
      case .cosine: .cosine(total: rest)
      case .oneCycle: .oneCycle(total: rest)
      }
    return warmUp == 0 ? schedule : schedule.warmedUp(over: warmUp, from: 1 / Double(warmUp))
  }

  var plateau: PlateauSchedule? { self == .plateau ? PlateauSchedule(patience: 2) : nil }
}

extension Request {
  /// What `config.json` records and a resumption is compared with: the recipe wherever nothing else
  /// was asked for, and paths that mean the same from anywhere.
  ///
  /// - Throws: `OptionError` for a momentum that the optimizer does not have.
  func settled(_ recipe: Recipe, data defaultData: String) throws(OptionError) -> Request {
    var settled = self
    let kind = optimizer.flatMap(OptimizerKind.init) ?? recipe.optimizer
    settled.optimizer = kind.rawValue
    settled.learningRate =
      learningRate ?? (kind == recipe.optimizer ? recipe.learningRate : kind.usualRate)
    if kind.hasMomentum {
      settled.momentum = momentum ?? recipe.momentum ?? 0.9
    } else if let momentum {
      throw OptionError(.momentum, "\(momentum)", problem: "\(kind.rawValue) has no momentum")
    }
    // AdamW's decay is not that of the others.
    settled.weightDecay = weightDecay ?? (kind == .adamw ? 0.01 : recipe.weightDecay)
    settled.schedule = schedule ?? recipe.schedule.rawValue
    settled.batchSize = batchSize ?? recipe.batchSize
    settled.accumulate = accumulate ?? 1
    settled.seed = effectiveSeed
    settled.data = DataName.settled(data ?? defaultData)
    return settled
  }

  /// Of a settled request.
  func makeOptimizer() -> any Optimizer {
    let kind = optimizer.flatMap(OptimizerKind.init) ?? .sgd
    return kind.make(
      rate: learningRate ?? kind.usualRate, momentum: momentum ?? 0, decay: weightDecay ?? 0)
  }

  /// Of a settled request.
  var scheduleKind: ScheduleKind { schedule.flatMap(ScheduleKind.init) ?? .constant }
}
