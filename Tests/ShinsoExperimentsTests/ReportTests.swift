import Foundation
import ShinsoTraining
import Testing

@testable import ShinsoExperiments

@Suite struct ReportTests {
  private var matrix: ConfusionMatrix {
    var matrix = ConfusionMatrix(classNames: ["a", "b", "never"])
    for (actual, predicted) in [(0, 0), (0, 0), (0, 1), (1, 1)] {
      matrix.add(actual: actual, predicted: predicted)
    }
    return matrix
  }

  private func json(_ report: Report) throws -> [String: Any] {
    try #require(
      try JSONSerialization.jsonObject(with: JSONEncoder().encode(report)) as? [String: Any])
  }

  @Test func meansOverTheClassesThatOccur() throws {
    let report = Report(system: "s", data: "d", matrix)
    #expect(report.samples == 4)
    #expect(report.metrics["accuracy"] == 0.75)
    #expect(report.metrics["macroPrecision"] == 0.75)
    #expect(abs(try #require(report.metrics["macroRecall"]) - 5.0 / 6) < 1e-9)
    #expect(abs(try #require(report.metrics["macroF1"]) - 11.0 / 15) < 1e-9)
  }

  @Test func theMatrixIsThereIfAskedFor() throws {
    var report = Report(system: "s", data: "d", matrix)
    #expect(try json(report)["confusion"] == nil)
    report.encodesConfusion = true
    #expect(try json(report)["confusion"] as? [[Int]] == [[2, 1, 0], [0, 1, 0], [0, 0, 0]])
  }

  @Test func whatIsNoNumberIsNull() throws {
    let report = Report(
      system: "s", data: "d", matrix, metrics: ["loss": .nan, "top1": .infinity, "top5": 1])
    let metrics = try #require(try json(report)["metrics"] as? [String: Any])
    #expect(metrics["loss"] is NSNull && metrics["top1"] is NSNull)
    #expect(metrics["top5"] as? Double == 1)
  }
}
