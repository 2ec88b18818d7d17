import ShinsoNN
import Testing

struct ScheduleTests {
  @Test(
    arguments: [
      ("step", .step(every: 30, gamma: 0.5)),
      ("multiStep", .multiStep(at: [20, 50, 51], gamma: 0.3)),
      ("exponential", .exponential(gamma: 0.97)),
      ("polynomial", .polynomial(total: 80, power: 1.5)),
      ("cosine", .cosine(total: 100, end: 0.05)),
      ("oneCycle", .oneCycle(total: 101)),
      ("warmUp", .exponential(gamma: 0.95).warmedUp(over: 10, from: 0.1)),
    ] as [(String, Schedule)])
  func followsPyTorch(_ name: String, _ schedule: Schedule) throws {
    let expected = try #require(try GoldenOptimizers.shared.get().schedules[name])
    #expect(expected.count == 100)
    for (update, rate) in expected.enumerated() {
      #expect(abs(schedule.factor(update) - rate) < 1e-9, "update \(update)")
    }
  }

  @Test(
    arguments: [
      ("plain", PlateauSchedule(gamma: 0.5, patience: 3)),
      ("cooldown", PlateauSchedule(gamma: 0.5, patience: 3, cooldown: 4, minimumFactor: 0.01)),
      (
        "absolute",
        PlateauSchedule(gamma: 0.5, patience: 3, threshold: 0.02, isThresholdAbsolute: true)
      ),
      (
        "rising",
        PlateauSchedule(
          .rising, gamma: 0.5, patience: 3, threshold: 0.01, isThresholdAbsolute: true, cooldown: 2)
      ),
    ])
  func plateauFollowsPyTorch(_ name: String, _ start: PlateauSchedule) throws {
    let golden = try GoldenOptimizers.shared.get()
    var schedule = start
    let rates = try #require(golden.plateaus[name])
    #expect(rates.count == 100)
    for (metric, rate) in zip(golden.metrics, rates) {
      schedule.update(start.direction == .falling ? metric : -metric)
      #expect(abs(schedule.factor - rate) < 1e-12)
    }
    #expect(schedule.factor < 0.1)
  }

  @Test func plateauTakesWhatIsNotFiniteForNoProgress() {
    var schedule = PlateauSchedule(gamma: 0.5, patience: 1)
    for metric in [Double.nan, 1, .nan, .infinity] { schedule.update(metric) }
    #expect(schedule.factor == 0.5)
    schedule.update(0.9)
    schedule.update(.nan)
    #expect(schedule.factor == 0.5)
    var rising = PlateauSchedule(.rising, gamma: 0.1, patience: 0)
    for accuracy in [0.5, 0.6, 0.6, 0.7] { rising.update(accuracy) }
    #expect(rising.factor == 0.1)
  }

  @Test func constantKeepsTheRate() {
    #expect([0, 1, 1000].map(Schedule.constant.factor) == [1, 1, 1])
  }

  @Test func stepFallsAtMultiples() {
    let schedule = Schedule.step(every: 10, gamma: 0.5)
    #expect([0, 9, 10, 19, 20, 35].map(schedule.factor) == [1, 1, 0.5, 0.5, 0.25, 0.125])
  }

  /// Caffe's LeNet: 0.01 · (1 + 1e-4 · i)^-0.75.
  @Test func inverseIsCaffes() {
    let schedule = Schedule.inverse(gamma: 1e-4, power: 0.75)
    #expect(schedule.factor(0) == 1)
    #expect(abs(schedule.factor(5000) - 0.737788) < 1e-6)
    #expect(abs(schedule.factor(10_000) - 0.594604) < 1e-6)
  }

  @Test func followsAFunction() {
    #expect(Schedule { Double($0) / 4 }.factor(3) == 0.75)
  }
}
