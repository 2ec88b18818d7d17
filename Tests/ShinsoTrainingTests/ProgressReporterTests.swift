import Foundation
import ShinsoTraining
import Testing

@Suite struct ProgressReporterTests {
  /// What a reporter prints, on a clock that the test sets.
  private func printed(
    isTerminal: Bool, _ body: (ProgressReporter, (Double) -> Void) throws -> Void
  ) throws -> String {
    let url = FileManager.default.temporaryDirectory.appending(path: "shinso-\(UUID().uuidString)")
    try Data().write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    let handle = try FileHandle(forWritingTo: url)
    let clock = Clock()
    try body(
      ProgressReporter(
        title: "犬", total: 200, unit: "images", first: 100, rate: nil, output: handle,
        isTerminal: isTerminal, clock: { clock.now })
    ) { clock.now = $0 }
    try handle.close()
    return try String(contentsOf: url, encoding: .utf8)
  }

  /// Used by one thread.
  private final class Clock: @unchecked Sendable { var now = 0.0 }

  @Test func saysNothingOfWhatIsShort() throws {
    for isTerminal in [true, false] {
      let text = try printed(isTerminal: isTerminal) { progress, setTime in
        setTime(0.9)
        progress.update(150)
        progress.finish()
      }
      #expect(text.isEmpty)
    }
  }

  @Test func printsALineEveryTenSeconds() throws {
    let text = try printed(isTerminal: false) { progress, setTime in
      for second in 0...25 {
        setTime(Double(second))
        progress.update(100 + 2 * second, note: "loss 0.5")
      }
      progress.finish()
    }
    #expect(
      text == """
        犬: 120 of 200 images, loss 0.5, 2.0 images/s, 40 s left
        犬: 140 of 200 images, loss 0.5, 2.0 images/s, 30 s left
        犬: 50 images in 25 s (2.0 images/s)

        """)
  }

  @Test func drawsABarAndTakesItAway() throws {
    let text = try printed(isTerminal: true) { progress, setTime in
      setTime(2)
      progress.update(150)
      progress.line("epoch 1")
      setTime(3)
      progress.update(160)
      progress.finish()
    }
    #expect(
      text.contains("犬 ━━━━━━━━━━━━━━━━━━────── 75%  150 of 200 images, 25.0 images/s, 2 s left"))
    #expect(text.contains("\r\u{1B}[Kepoch 1\n"))
    #expect(text.hasSuffix("\r\u{1B}[K犬: 60 images in 3 s (20.0 images/s)\n"))
  }
}
