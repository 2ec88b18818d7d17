import Foundation

/// The learning rate as a function of the update's number, counted from 0.
public struct Schedule: Sendable {
  package let factor: @Sendable (Int) -> Double

  /// `factor` multiplies the base rate.
  public init(_ factor: @escaping @Sendable (_ update: Int) -> Double) { self.factor = factor }

  public static let constant = Schedule { _ in 1 }

  /// Caffe's "step": times `gamma` every `every` updates.
  public static func step(every: Int, gamma: Double = 0.1) -> Schedule {
    Schedule { pow(gamma, Double($0 / max(every, 1))) }
  }

  /// Caffe's "inv": (1 + gamma · update)^(-power).
  public static func inverse(gamma: Double, power: Double) -> Schedule {
    Schedule { pow(1 + gamma * Double($0), -power) }
  }
}
