import Foundation
import Testing

@testable import ShinsoData

@Suite struct ResamplerTests {
  private func tone(_ hertz: Double, rate: Int, seconds: Double = 0.5) -> Waveform {
    let count = Int(seconds * Double(rate))
    return Waveform(
      (0..<count).map { Float(sin(2 * .pi * hertz * Double($0) / Double(rate))) }, sampleRate: rate)
  }

  /// A tone stays what it was, at any rate.
  @Test(arguments: [(8000, 16_000), (44_100, 16_000), (48_000, 8000), (11_025, 8000), (7, 5)])
  func tonesStay(from: Int, to: Int) {
    let hertz = Double(min(from, to)) / 8
    let seconds = from < 100 ? 200.0 : 0.5
    let found = tone(hertz, rate: from, seconds: seconds).resampled(to: to)
    let expected = tone(hertz, rate: to, seconds: seconds)
    #expect(found.sampleRate == to && abs(found.samples.count - expected.samples.count) <= 1)
    // Away from the ends, where the sound stops at once.
    let inner = found.samples.count / 4..<found.samples.count * 3 / 4
    let difference = inner.map { abs(found.samples[$0] - expected.samples[$0]) }.max() ?? 1
    #expect(difference < 2e-3, "\(difference)")
  }

  /// What the lower rate cannot hold is taken away, not folded.
  @Test func highTonesGo() {
    let found = tone(6000, rate: 16_000).resampled(to: 8000)
    let inner = found.samples[found.samples.count / 4..<found.samples.count * 3 / 4]
    #expect((inner.map(abs).max() ?? 1) < 1e-3)
  }
}
