import Testing

@testable import ShinsoTraining

struct CommunicationModelTests {
  @Test func theFitFindsWhatMadeTheMeasurements() throws {
    let truth = CommunicationModel(latency: 2.5e-5, perByte: 1 / 1.5e9)
    let measurements = [2, 3, 8].flatMap { ranks in
      [1e3, 1e5, 1e7].map { bytes in
        CommunicationModel.Measurement(
          ranks: ranks, bytes: bytes, seconds: truth.seconds(bytes: bytes, ranks: ranks))
      }
    }
    let found = try #require(CommunicationModel(measurements))
    #expect(abs(found.latency / truth.latency - 1) < 1e-6)
    #expect(abs(found.perByte / truth.perByte - 1) < 1e-6)
    // One size does not tell the two apart, and nothing tells nothing.
    #expect(CommunicationModel([measurements[0], measurements[0]]) == nil)
    #expect(CommunicationModel([]) == nil)
  }

  @Test func efficiencyFallsWithRanksAndBytes() {
    func efficiency(_ ranks: Int, bytes: Double = 1e8, link: CommunicationModel = .ethernet)
      -> Double
    {
      link.efficiency(update: 0.1, bytes: bytes, last: bytes / 100, ranks: ranks)
    }
    #expect(efficiency(1) == 1)
    #expect(efficiency(1000) < efficiency(4) && efficiency(4) < 1)
    #expect(efficiency(8, bytes: 1e6) > efficiency(8, bytes: 1e9))
    #expect(efficiency(8, link: .fast) > efficiency(8))
    // What fits under the backward pass is hidden, but for the gradients that are complete last.
    let hidden = CommunicationModel(latency: 0, perByte: 1e-10)
    #expect(abs(hidden.efficiency(update: 0.1, bytes: 1e8, last: 0, ranks: 2) - 1) < 1e-12)
  }
}
