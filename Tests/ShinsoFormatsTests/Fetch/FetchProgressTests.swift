import Testing

@testable import ShinsoFormats

@Suite struct FetchProgressTests {
  private func progress(
    _ stage: FetchProgress.Stage, _ completed: Int, of total: Int, after elapsed: Double
  ) -> FetchProgress {
    FetchProgress(
      id: "sample", stage: stage, item: "sample.bin", completedByteCount: completed,
      totalByteCount: total, elapsed: elapsed)
  }

  @Test func tellsTheTimeLeft() {
    let halfway = progress(.downloading, 65_000_000, of: 130_000_000, after: 10)
    #expect(halfway.timeLeft == 10)
    #expect(halfway.line == "sample: sample.bin 65.0 MB of 130.0 MB, 10 s left")
    #expect(progress(.downloading, 10, of: 130_000_000, after: 10).timeLeft == nil)
    #expect(progress(.downloading, 50, of: 100, after: 0.1).timeLeft == nil)
    #expect(progress(.waiting, 0, of: 0, after: 3).line.hasSuffix("another fetch of it to finish"))
  }

  @Test func writesSizesAndDurations() {
    #expect(
      [0, 999, 1000, 130_910_028, 999_960, 5_000_000_000].map(FetchProgress.size) == [
        "0 B", "999 B", "1.0 kB", "130.9 MB", "1.0 MB", "5.0 GB",
      ])
    #expect(
      [0.2, 59.1, 125, 4321, .infinity].map(FetchProgress.duration) == [
        "1 s", "1 min 0 s", "2 min 5 s", "1 h 12 min", "days",
      ])
  }
}
