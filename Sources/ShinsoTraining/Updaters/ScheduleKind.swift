import Foundation
import ShinsoNN

/// The schedules and their names on the command line, each with parameters that suit any run.
public enum ScheduleKind: String, Sendable, CaseIterable {
  /// The base rate throughout the run.
  case constant
  /// (1 + 1e-4 · update)^-0.75, as for Caffe's LeNet.
  case inverse
  /// Decays exponentially to a hundredth at the end.
  case exponential
  /// Divides the rate by ten at milestones of the run.
  case step
  /// Multiplies the rate again and again by the same factor, as GoogLeNet's.
  case staircase
  /// Decays linearly to 0 at the end.
  case polynomial
  /// Half a cosine, down to 0 at the end.
  case cosine
  /// Rises from a twenty-fifth over the first 30 % of the run, then falls to almost 0.
  case oneCycle = "one-cycle"
  /// Divides the rate by ten after three evaluations in a row without a lower loss.
  case plateau

  /// - Parameters:
  ///   - total: the number of updates in the run.
  ///   - warmUp: the number of updates over which the rate first rises; the schedule covers the
  ///     rest.
  ///   - milestones: those of `step`, as parts of the rest.
  ///   - stairs: those of `staircase`.
  ///   - start: where nothing warms up, what multiplies the first factors, whatever the kind.
  public func make(
    total: Int, warmUp: Int, milestones: [Double] = Recipe.thirds, stairs: Recipe.Stairs = .usual,
    start: Recipe.Start? = nil
  ) -> Schedule {
    let rest = max(total - warmUp, 1)
    let schedule: Schedule =
      switch self {
      case .constant, .plateau: .constant
      case .inverse: .inverse(gamma: 1e-4, power: 0.75)
      case .exponential: .exponential(gamma: pow(0.01, 1 / Double(rest)))
      case .step: .multiStep(at: milestones.map { Int(($0 * Double(rest)).rounded(.up)) })
      case .staircase:
        .steps(stairs.whole, in: rest * stairs.every, gamma: stairs.factor)
      case .polynomial: .polynomial(total: rest)
      case .cosine: .cosine(total: rest)
      case .oneCycle: .oneCycle(total: rest)
      }
    if warmUp > 0 { return schedule.warmedUp(over: warmUp, from: 1 / Double(warmUp)) }
    guard let start else { return schedule }
    let first = Int((Double(start.updates) / Double(start.whole) * Double(total)).rounded(.up))
    return schedule.starting(at: start.factor, for: first)
  }

  public var plateau: PlateauSchedule? { self == .plateau ? PlateauSchedule(patience: 2) : nil }
}
