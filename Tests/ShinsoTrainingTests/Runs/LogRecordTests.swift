import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoTraining

@Suite struct LogRecordTests {
  private func withLog<Result>(_ text: String, _ body: (URL) throws -> Result) throws -> Result {
    let log = FileManager.default.temporaryDirectory.appending(path: "log-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: log) }
    try Data(text.utf8).write(to: log)
    return try body(log)
  }

  private func record(
    _ split: LogRecord.Split, _ iteration: Int, _ scores: Scores,
    readings: [(name: String, value: Double)] = []
  ) -> LogRecord {
    LogRecord(
      split: split, iteration: iteration, epoch: Double(iteration) / 8, scores: scores,
      readings: readings, seconds: 0.1234567)
  }

  /// Perplexity is no metric of the first release: the line where it comes first tells what it is.
  @Test func linesDescribeTheirMetrics() throws {
    let first = record(
      .test, 8, Scores(samples: 3, [.perplexity: log(41.5), .loss: 0.1, .accuracy: 0.5]),
      readings: [("learningRate", 1e-5)])
    let second = record(.test, 16, Scores(samples: 3, [.perplexity: log(2), .loss: .nan]))
    let lines = [
      first.line(describing: [.perplexity, .loss, .accuracy]), second.line(describing: []),
    ]
    #expect(lines[0].contains(#""metrics":[{"#) && !lines[1].contains("metrics"))
    #expect(lines[1].contains(#""loss":null"#))
    let read = try withLog(lines.joined()) { try LogRecord.read($0) }
    #expect(read.count == 2)
    #expect(read[0].values.map(\.metric) == [.perplexity, .loss, .accuracy])
    #expect(read[0]["perplexity"] == first["perplexity"] && read[0]["accuracy"] == 0.5)
    #expect(read[0].readings.map(\.name) == ["learningRate"] && read[0].readings[0].value == 1e-5)
    #expect(read[1].values.map(\.metric) == [.perplexity, .loss])
    #expect(read[1].values[1].value == nil)
    #expect(read[0].seconds == 0.123 && read[0].epoch == 1 && read[1].iteration == 16)
    #expect(read[0].line(describing: [.perplexity, .loss, .accuracy]) == lines[0])
  }

  /// In a run, once each: in the line where a metric occurs first, also after an interruption.
  @Test func aRunDescribesEachMetricOnce() throws {
    let suite = Runs()
    try suite.withFolder {
      _ = try suite.trainer("run", 11).run()
      _ = try suite.trainer("run", 20, resume: true).run()
      let lines = try suite.log("run")
      let described = lines.map { line in
        (line["metrics"] as? [[String: Any]] ?? []).compactMap { $0["name"] as? String }
      }
      #expect(described[0] == ["loss", "accuracy"])
      #expect(described.joined().sorted() == ["accuracy", "loss", "macroF1"])
      let first = try #require(lines.firstIndex { $0["macroF1"] != nil })
      #expect(described[first] == ["macroF1"])
    }
  }

  private struct Runs: TrainerSuite { let folder = Self.newFolder }

  /// Lines as release 0.1 wrote them.
  private let old = """
    {"split":"train","iteration":8,"epoch":1.0,"loss":1.5,"accuracy":0.25,"learningRate":0.01,"seconds":0.5}
    {"split":"layers","iteration":8,"epoch":1.0,"layers":{"fc":{"gradient":"nan","weight":0.5}},"gradientNorm":2.5,"seconds":0.5}
    {"split":"test","iteration":8,"epoch":1.0,"loss":1.0,"accuracy":0.75,"top5Accuracy":1.0,"macroF1":0.7,"seconds":0.75}
    {"split":"train","iteration":16,"epoch":2.0,"loss":0.5,"accuracy":0.5,"learningRate":0.009,"seconds":1.0}
    {"split":"test","iteration":16,"epoch":2.0,"loss":0.25,"accuracy":0.5,"top5Accuracy":1.0,"macroF1":0.4,"seconds":1.25}

    """

  @Test func readsTheLogsOfTheFirstRelease() throws {
    try withLog(old) { log in
      let records = try LogRecord.read(log)
      #expect(records.map(\.split) == [.train, .layers, .test, .train, .test])
      #expect(records[0]["loss"] == 1.5 && records[0].readings.map(\.value) == [0.01])
      #expect(records[1].layers?["fc"]?.weight == 0.5)
      #expect(records[1].layers?["fc"]?.gradient?.isNaN == true)
      #expect(records[2].values.map(\.metric) == [.accuracy, .loss, .top5Accuracy, .macroF1])
      #expect(records[1].scalars.map(\.tag) == ["gradientNorm", "weights/fc", "gradients/fc"])
      // The accuracy decided, though the loss stands before it.
      let summary = try LogSummary(log)
      #expect(summary.iterations == 16 && summary.seconds == 1.25)
      #expect(summary.best == 0.75)
      #expect(summary.test.first?.metric == .accuracy && summary.test.first?.value == 0.5)
      #expect(summary.train.first { $0.metric == .loss }?.value == 0.5)
    }
  }

  @Test func whatARunReached() throws {
    let scores = [41.5, 2, 9].map { Scores(samples: 1, [.perplexity: log($0)]) }
    let lines = scores.enumerated().map { index, scores in
      record(.test, index, scores).line(describing: index == 0 ? [.perplexity] : [])
    }
    try withLog(lines.joined()) { log in
      let summary = try LogSummary(log)
      #expect(abs(try #require(summary.best) - 2) < 1e-12, "the lowest")
      #expect(abs(try #require(summary.test.first?.value ?? nil) - 9) < 1e-12)
      #expect(summary.train.isEmpty)
    }
    try withLog("") { log in
      let summary = try LogSummary(log)
      #expect(summary.iterations == 0 && summary.best == nil && summary.test.isEmpty)
    }
  }

  @Test(arguments: [
    "{}", "[]", "1", #"{"split":"train"}"#,
    #"{"split":"all","iteration":1,"epoch":1,"seconds":1}"#,
    #"{"split":"test","iteration":1,"epoch":null,"seconds":1}"#,
    #"{"split":"test","iteration":1,"epoch":1,"seconds":1,"loss":"much"}"#,
    #"{"split":"test","iteration":1,"epoch":1,"seconds":1,"loss":{"a":1}}"#,
  ]) func whatIsNoLine(line: String) throws {
    let error = #expect(throws: InputError.self) {
      try withLog(line + "\n") { try LogRecord.read($0) }
    }
    #expect(error?.problem == "line 1 is not a line of a training log")
  }
}
