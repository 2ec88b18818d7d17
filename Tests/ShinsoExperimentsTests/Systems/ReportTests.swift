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
    #expect(report.scores[.accuracy] == 0.75)
    #expect(report.scores[.macroPrecision] == 0.75)
    #expect(abs(try #require(report.scores[.macroRecall]) - 5.0 / 6) < 1e-9)
    #expect(abs(try #require(report.scores[.macroF1]) - 11.0 / 15) < 1e-9)
    let object = try json(report)
    let metrics = try #require(object["metrics"] as? [String: Double])
    #expect(Set(metrics.keys) == ["accuracy", "macroF1", "macroPrecision", "macroRecall"])
    #expect(object["system"] as? String == "s" && object["data"] as? String == "d")
    #expect(object["samples"] as? Int == 4 && (object["classes"] as? [Any])?.count == 3)
  }

  @Test func theNetworkIsNamed() throws {
    let report = Report(system: "s", network: "n", data: "d", Scores(samples: 1, [.accuracy: 1]))
    #expect(report.title == "s (n)")
    #expect(try json(report)["network"] as? String == "n")
    let plain = Report(system: "s", data: "d", matrix)
    #expect(plain.title == "s" && plain.network == nil)
    #expect(try json(plain)["network"] == nil)
  }

  @Test func theMatrixIsThereIfAskedFor() throws {
    var report = Report(system: "s", data: "d", matrix)
    #expect(try json(report)["confusion"] == nil)
    report.encodesConfusion = true
    #expect(try json(report)["confusion"] as? [[Int]] == [[2, 1, 0], [0, 1, 0], [0, 0, 0]])
  }

  @Test func whatIsNoNumberIsNull() throws {
    let scores = Scores(
      samples: 4,
      [
        .loss: .nan, Metric("top1", .higher, .percent): .infinity,
        Metric("top5", .higher, .percent): 1,
      ])
    let report = Report(system: "s", data: "d", scores, confusion: matrix)
    let metrics = try #require(try json(report)["metrics"] as? [String: Any])
    #expect(metrics["loss"] is NSNull && metrics["top1"] is NSNull)
    #expect(metrics["top5"] as? Double == 1)
  }
}
