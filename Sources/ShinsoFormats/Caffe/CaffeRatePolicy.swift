import Foundation
import ShinsoSchemas
import ShinsoTensor

/// How Caffe's learning rate falls, `lr_policy`.
public enum CaffeRatePolicy: Sendable, Hashable {
  case fixed
  /// γ^⌊update / size⌋
  case step(gamma: Double, size: Int)
  /// γ^update
  case exp(gamma: Double)
  /// (1 + γ · update)^(-power)
  case inv(gamma: Double, power: Double)
  /// γ for each of the updates that has been reached
  case multiStep(gamma: Double, at: [Int])
  /// (1 - update / all)^power
  case poly(power: Double)
  /// 1 / (1 + exp(-γ (update - center)))
  case sigmoid(gamma: Double, center: Int)

  /// What multiplies the base rate at an update, counted from 0, of `total`.
  public func factor(at update: Int, of total: Int) -> Double {
    let step = Double(update)
    return switch self {
    case .fixed: 1
    case .step(let gamma, let size): pow(gamma, Double(update / size))
    case .exp(let gamma): pow(gamma, step)
    case .inv(let gamma, let power): pow(1 + gamma * step, -power)
    case .multiStep(let gamma, let updates): pow(gamma, Double(updates.count { $0 <= update }))
    case .poly(let power): pow(1 - min(step / Double(total), 1), power)
    case .sigmoid(let gamma, let center):
      1 / (1 + Foundation.exp(-gamma * (step - Double(center))))
    }
  }

  init(_ solver: CaffeSolverParameter, file: String) throws {
    func need(_ condition: Bool, _ field: String) throws {
      guard condition else {
        throw InputError(file, "lr_policy \(quoted(solver.lrPolicy)) needs \(field)")
      }
    }
    let (gamma, power) = (Double(solver.gamma), Double(solver.power))
    let hasGamma = solver.hasGamma && gamma.isFinite
    switch solver.lrPolicy {
    case "fixed": self = .fixed
    case "step":
      try need(hasGamma, "gamma")
      try need(solver.stepsize > 0, "a stepsize above 0")
      self = .step(gamma: gamma, size: Int(solver.stepsize))
    case "exp":
      try need(hasGamma, "gamma")
      self = .exp(gamma: gamma)
    case "inv":
      try need(hasGamma && gamma >= 0, "a gamma of at least 0")
      try need(solver.hasPower && power.isFinite, "power")
      self = .inv(gamma: gamma, power: power)
    case "multistep":
      try need(hasGamma, "gamma")
      try need(!solver.stepvalue.isEmpty, "stepvalue")
      self = .multiStep(gamma: gamma, at: solver.stepvalue.map { Int($0) })
    case "poly":
      try need(solver.hasPower && power.isFinite && power >= 0, "a power of at least 0")
      self = .poly(power: power)
    case "sigmoid":
      try need(hasGamma, "gamma")
      self = .sigmoid(gamma: gamma, center: Int(solver.stepsize))
    default:
      throw InputError(
        file,
        "lr_policy \(quoted(solver.lrPolicy)) is none of fixed, step, exp, inv, multistep, poly "
          + "and sigmoid")
    }
  }
}
