import Foundation

/// The learning rate as a function of the number of the update, from 0.
public struct Schedule: Sendable {
  package let factor: @Sendable (Int) -> Double

  /// `factor` returns the factor of the base rate.
  public init(_ factor: @escaping @Sendable (_ update: Int) -> Double) { self.factor = factor }

  public static let constant = Schedule { _ in 1 }

  /// Caffe's "step": multiplies by `gamma` every `every` updates.
  public static func step(every: Int, gamma: Double = 0.1) -> Schedule {
    Schedule { pow(gamma, Double($0 / max(every, 1))) }
  }

  /// Multiplies by `gamma` at `count` evenly spaced updates of `total`, from the first step's end on.
  public static func steps(_ count: Int, in total: Int, gamma: Double) -> Schedule {
    Schedule { pow(gamma, Double($0 * count / max(total, 1))) }
  }

  /// Multiplies by `gamma` at each of the updates.
  public static func multiStep(at updates: [Int], gamma: Double = 0.1) -> Schedule {
    Schedule { update in pow(gamma, Double(updates.count { $0 <= update })) }
  }

  /// `gamma` to the power of the update.
  public static func exponential(gamma: Double) -> Schedule {
    Schedule { pow(gamma, Double($0)) }
  }

  /// Caffe's "inv": (1 + gamma · update)^(-power).
  public static func inverse(gamma: Double, power: Double) -> Schedule {
    Schedule { pow(1 + gamma * Double($0), -power) }
  }

  /// Caffe's "poly": (1 - update / total)^power, and 0 from `total` on.
  public static func polynomial(total: Int, power: Double = 1) -> Schedule {
    Schedule { pow(1 - Double(min($0, total)) / Double(max(total, 1)), power) }
  }

  /// Half a cosine from 1 to `end` over `total` updates, and then `end`. Loshchilov & Hutter,
  /// "SGDR", ICLR 2017, without restarts.
  public static func cosine(total: Int, end: Double = 0) -> Schedule {
    Schedule { end + (1 - end) * fall(Double($0) / Double(max(total, 1))) }
  }

  /// From 1 / 25 up to 1 over the first part of `total` updates and down to 4e-6 over the rest,
  /// both along a cosine. Smith & Topin, "Super-convergence", 2018, with PyTorch's numbers for the
  /// rate; the momentum stays as it is, as with PyTorch's `cycle_momentum=False`, which is not its
  /// default.
  ///
  /// - Parameter rise: the fraction of the updates in which the rate rises.
  public static func oneCycle(total: Int, rise: Double = 0.3) -> Schedule {
    Schedule { update in
      let (start, end) = (1.0 / 25, 1.0 / 25 / 1e4)
      let top = rise * Double(total) - 1
      let place = Double(min(update, total - 1))
      if place <= top { return 1 + (start - 1) * fall(place / max(top, 1e-9)) }
      return end + (1 - end) * fall((place - top) / max(Double(total - 1) - top, 1e-9))
    }
  }

  /// Rises linearly from `start` to 1 over the first `updates`; then this schedule starts from its
  /// beginning.
  public func warmedUp(over updates: Int, from start: Double = 0) -> Schedule {
    Schedule { [factor] update in
      update < updates
        ? start + (1 - start) * Double(update) / Double(updates) : factor(update - updates)
    }
  }

  /// The same schedule, but multiplied by `factor` over the first `updates`.
  public func starting(at factor: Double, for updates: Int) -> Schedule {
    Schedule { [all = self.factor] update in all(update) * (update < updates ? factor : 1) }
  }

  /// Falls from 1 at 0 to 0 at 1 along half a cosine, and stays 0.
  private static func fall(_ place: Double) -> Double { (1 + cos(.pi * min(place, 1))) / 2 }
}
