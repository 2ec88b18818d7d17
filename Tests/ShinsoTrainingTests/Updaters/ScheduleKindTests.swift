import Foundation
import ShinsoTraining
import Testing

@testable import ShinsoNN

@Suite struct ScheduleKindTests {
  /// The factors at the first update, in the middle and at the last one of 300.
  @Test(arguments: [
    (ScheduleKind.constant, [1, 1, 1]), (.plateau, [1, 1, 1]),
    (.inverse, [1, 0.989, 0.978]), (.exponential, [1, 0.1, 0.0102]), (.step, [1, 0.1, 0.01]),
    (.staircase, [1, 0.2129, 0.0482]),
    (.polynomial, [1, 0.5, 0.0033]), (.cosine, [1, 0.5, 0.0]), (.oneCycle, [0.04, 0.81, 0.0]),
  ]) func schedules(kind: ScheduleKind, factors: [Double]) {
    let schedule = kind.make(total: 300, warmUp: 0)
    for (update, factor) in zip([0, 150, 299], factors) {
      #expect(abs(schedule.factor(update) - factor) < 0.005, "\(kind) at \(update)")
    }
    #expect((kind.plateau != nil) == (kind == .plateau))
  }

  @Test func milestonesAreParts() {
    let schedule = ScheduleKind.step.make(total: 64_000, warmUp: 0, milestones: [0.5, 0.75])
    let factors = [0, 31_999, 32_000, 47_999, 48_000, 63_999].map { schedule.factor($0) }
    #expect(zip(factors, [1, 1, 0.1, 0.1, 0.01, 0.01]).allSatisfy { abs($0 - $1) < 1e-12 })
    let warm = ScheduleKind.step.make(total: 110, warmUp: 10, milestones: [0.5])
    #expect(warm.factor(59) == 1 && abs(warm.factor(60) - 0.1) < 1e-12)
  }

  /// Every 8 of 250 epochs, whatever an epoch is and however long the run.
  @Test func stairsAreParts() {
    let stairs = Recipe.Stairs(times: 0.96, every: 8, of: 250)
    for perEpoch in [1, 7, 400] {
      let schedule = ScheduleKind.staircase.make(total: 250 * perEpoch, warmUp: 0, stairs: stairs)
      for (epoch, steps) in [(0, 0), (8, 1), (15, 1), (16, 2), (248, 31)] {
        #expect(schedule.factor(epoch * perEpoch) == pow(0.96, Double(steps)))
        if epoch > 0, epoch % 8 == 0 {
          #expect(schedule.factor(epoch * perEpoch - 1) == pow(0.96, Double(steps - 1)))
        }
      }
    }
  }

  @Test func aStartIsLower() {
    let start = Recipe.Start(factor: 0.1, updates: 400, of: 64_000)
    func make(_ total: Int, _ warmUp: Int = 0) -> Schedule {
      ScheduleKind.step.make(total: total, warmUp: warmUp, milestones: [0.5], start: start)
    }
    #expect(make(64_000).factor(399) == 0.1 && make(64_000).factor(400) == 1)
    #expect(make(6400).factor(39) == 0.1 && make(6400).factor(40) == 1)
    #expect(abs(make(6400).factor(3200) - 0.1) < 1e-12)
    // A warm-up takes its place.
    #expect(make(6400, 10).factor(20) == 1)
  }

  @Test func warmUpComesFirst() {
    let schedule = ScheduleKind.polynomial.make(total: 14, warmUp: 4)
    let factors = (0..<14).map { schedule.factor($0) }
    #expect(factors.prefix(5).map { ($0 * 100).rounded() } == [25, 44, 63, 81, 100])
    #expect(factors.last.map { abs($0 - 0.1) < 1e-9 } == true)
    // A run that is shorter than its warm-up.
    #expect(ScheduleKind.oneCycle.make(total: 2, warmUp: 5).factor(1).isFinite)
  }
}
