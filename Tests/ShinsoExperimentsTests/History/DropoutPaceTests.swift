import Foundation
import Testing

@testable import ShinsoExperiments

@Suite struct DropoutPaceTests {
  /// In as many epochs as the paper has, its formulas.
  @Test func isThePapers() {
    let pace = DropoutPace(epochs: 3000, updatesPerEpoch: 600, lastMomentum: 0.99)
    #expect(pace.momentum(0) == 0.5 && pace.momentum(599) == 0.5)
    #expect(abs(pace.momentum(250 * 600) - 0.745) < 1e-12)
    for epoch in [500, 501, 2999] { #expect(abs(pace.momentum(epoch * 600) - 0.99) < 1e-12) }
    #expect(abs(pace.rateFactor(0) - 0.5) < 1e-12)
    #expect(abs(pace.rateFactor(600) - 0.998 * (0.5 - 0.49 / 500)) < 1e-12)
    #expect(abs(pace.rateFactor(1000 * 600) - pow(0.998, 1000) * 0.01) < 1e-12)
  }

  /// In fewer epochs the same way is gone.
  @Test func isScaled() {
    let (paper, short) = (
      DropoutPace(epochs: 3000, updatesPerEpoch: 600, lastMomentum: 0.99),
      DropoutPace(epochs: 60, updatesPerEpoch: 40, lastMomentum: 0.99)
    )
    for epoch in 0..<60 {
      #expect(abs(short.momentum(epoch * 40 + 7) - paper.momentum(epoch * 50 * 600)) < 1e-12)
      #expect(abs(short.rateFactor(epoch * 40) - paper.rateFactor(epoch * 50 * 600)) < 1e-12)
    }
  }
}
