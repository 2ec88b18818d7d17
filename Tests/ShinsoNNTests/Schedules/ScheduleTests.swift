import ShinsoNN
import Testing

struct ScheduleTests {
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
