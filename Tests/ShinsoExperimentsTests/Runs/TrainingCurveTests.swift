import Foundation
import ShinsoTensor
import ShinsoTraining
import Testing

@testable import ShinsoExperiments

@Suite struct TrainingCurveTests {
  private func curve(_ values: [Double]) -> TrainingCurve {
    TrainingCurve(
      values.enumerated().map {
        .init(
          updates: Double(10 * ($0.offset + 1)), epochs: Double($0.offset + 1), value: $0.element)
      })
  }

  @Test func crossesBetweenItsPoints() {
    let falling = curve([0.9, 0.5, 0.3, 0.4, 0.1])
    #expect(falling.crossing(0.5, .lower, by: \.epochs) == 2)
    #expect(abs((falling.crossing(0.35, .lower, by: \.epochs) ?? 0) - 2.75) < 1e-12)
    #expect(abs((falling.crossing(0.7, .lower, by: \.updates) ?? 0) - 15) < 1e-12)
    // Already there, or never.
    #expect(falling.crossing(0.95, .lower, by: \.epochs) == 1)
    #expect(falling.crossing(0.05, .lower, by: \.epochs) == nil)
    let rising = curve([0.1, 0.5, 0.4])
    #expect(rising.crossing(0.3, .higher, by: \.epochs) == 1.5)
    #expect(rising.crossing(0.6, .higher, by: \.epochs) == nil)
    #expect(rising.best(.higher) == 0.5 && falling.best(.lower) == 0.1)
    #expect(curve([]).crossing(0.5, .lower, by: \.epochs) == nil)
  }

  @Test func isKeptToTheLastBit() throws {
    let curve = curve([0.1, 1.0 / 3, .pi])
    #expect(try TrainingCurve(curve.tensor, from: "file") == curve)
    for wrong in [Tensor.zeros([3]), .zeros([2, 2], dtype: .float64), .zeros([2, 3])] {
      #expect(throws: InputError.self) { try TrainingCurve(wrong, from: "file") }
    }
  }
}
