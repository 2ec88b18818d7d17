import ShinsoTensor
import Testing

@testable import ShinsoExperiments

@Suite struct StageTableTests {
  private let table = StageTable(
    (0..<4).map { row in (0..<8).map { Double(row * 8 + $0) / 100 } }, of: "digits")

  @Test func showsOursBesideThePapers() throws {
    let lines = table.lines
    #expect(lines.count == 8)
    #expect(lines[0].contains("on digits: accuracy") && lines[0].contains("Caltech-101"))
    #expect(lines[1].hasPrefix("FILTERS"))
    #expect(lines[1].contains("R_abs-N-P_A") && lines[1].contains("N-P_M"))
    // Row R of table 1: 53.3 with everything, 12.1 with pooling of means alone.
    #expect(lines[5].hasPrefix("R "))
    #expect(lines[5].contains("24.0 (53.3)") && lines[5].contains("28.0 (12.1)"))
    #expect(lines[5].hasSuffix("31.0"))
    #expect(table.metrics.count == 32)
    let cell = try #require(table.metrics.first { $0.metric.name == "randomFixedAbsNormMean" })
    #expect(cell.value == 0.24)
    #expect(Set(table.metrics.map(\.metric.name)).count == 32)
  }

  @Test func isKeptToTheLastBit() throws {
    #expect(try StageTable(table.tensor, of: nil, from: "file").accuracies == table.accuracies)
    #expect(throws: InputError.self) {
      try StageTable(.zeros([4, 5], dtype: .float64), of: nil, from: "file")
    }
  }
}
