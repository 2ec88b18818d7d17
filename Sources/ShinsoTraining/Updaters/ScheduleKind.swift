import Foundation
import ShinsoNN

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
  public func make(total: Int, warmUp: Int) -> Schedule {
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

  public var plateau: PlateauSchedule? { self == .plateau ? PlateauSchedule(patience: 2) : nil }
}
