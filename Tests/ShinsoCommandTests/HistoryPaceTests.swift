import Testing

@testable import ShinsoCommand

@Suite struct HistoryPaceTests {
  /// Until some seconds are done, the steps are taken to last as long as they should.
  @Test func countsDownWhatIsLeft() {
    var pace = HistoryPace(seconds: [3, 60, 30])
    #expect(pace.timeLeft == "; about 1 min 33 s left")
    pace.finishStep()
    #expect(pace.timeLeft == "; about 1 min 30 s left")
    pace.finishStep()
    // Sixty seconds' worth were done in no time.
    #expect(pace.timeLeft == "; about 1 s left")
  }
}
