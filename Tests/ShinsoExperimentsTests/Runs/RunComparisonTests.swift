import Foundation
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining
import TestSupport
import Testing

@testable import ShinsoExperiments

@Suite struct RunComparisonTests {
  /// A run's folder as release 0.1 left it.
  private func writeOld(_ name: String, in folder: URL) throws -> String {
    try folder.write(
      Data(
        """
        {"split":"train","iteration":8,"epoch":1.0,"loss":1.5,"accuracy":0.25,"learningRate":0.01,"seconds":0.5}
        {"split":"test","iteration":8,"epoch":1.0,"loss":1.0,"accuracy":0.75,"macroF1":0.7,"seconds":0.75}
        {"split":"test","iteration":16,"epoch":2.0,"loss":0.25,"accuracy":0.5,"macroF1":0.4,"seconds":1.25}

        """.utf8), to: "\(name)/log.jsonl")
    try folder.write(
      Data(
        #"{"system":"lenet","options":{"learningRate":0.01,"batchSize":64,"plot":true}}"#.utf8),
      to: "\(name)/config.json")
    return folder.appending(path: name).path
  }

  /// One of this release, with a metric that the first one did not know.
  private func writeNew(_ name: String, in folder: URL) throws -> String {
    let metrics = String(decoding: try JSONEncoder().encode([Metric.perplexity]), as: UTF8.self)
    try folder.write(
      Data(
        """
        {"split":"test","iteration":8,"epoch":1.0,"perplexity":41.5,"loss":3.7,"seconds":1,"metrics":\(metrics)}
        {"split":"test","iteration":16,"epoch":2.0,"perplexity":55.25,"loss":4.0,"seconds":2.5}

        """.utf8), to: "\(name)/log.jsonl")
    try folder.write(
      Data(
        #"{"system":"rnnlm","options":{"learningRate":0.5,"batchSize":64,"dropout":0.5}}"#.utf8),
      to: "\(name)/config.json")
    return folder.appending(path: name).path
  }

  private func json(_ comparison: RunComparison) throws -> [[String: Any]] {
    let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(comparison))
    return try #require((object as? [String: Any])?["runs"] as? [[String: Any]])
  }

  @Test func runsOfTheFirstReleaseBesideNewOnes() throws {
    try withFolder { folder in
      let (old, new) = (try writeOld("old", in: folder), try writeNew("new", in: folder))
      let comparison = try RunComparison([old, new])
      #expect(
        comparison.table == [
          ["RUN", "SYSTEM", "ITERATIONS", "TEST LOSS", "BEST", "TIME", "LEARNING-RATE"],
          [old, "lenet", "16", "0.2500", "accuracy 75.00%", "1.2 s", "0.01"],
          [new, "rnnlm", "16", "4.0000", "perplexity 41.50", "2.5 s", "0.5"],
        ])
      #expect(
        comparison.leftOut == ["test accuracy", "test macro F1", "test perplexity", "dropout"])
      let runs = try json(comparison)
      #expect(runs.map { $0["best"] as? Double } == [0.75, 41.5])
      #expect(
        runs.map { $0["test"] as? [String: Double] } == [
          ["accuracy": 0.5, "loss": 0.25, "macroF1": 0.4], ["perplexity": 55.25, "loss": 4],
        ])
      #expect(
        runs.map { $0["train"] as? [String: Double] } == [["loss": 1.5, "accuracy": 0.25], [:]])
      #expect(runs.map { $0["seconds"] as? Double } == [1.25, 2.5])
      #expect(
        runs[0]["options"] as? [String: String] == ["learningRate": "0.01", "system": "lenet"])
    }
  }

  /// Of a model that was not trained by updates, its file says what it reached.
  @Test func runsThatWereNoTrainingByUpdates() throws {
    try withFolder { folder in
      let run = RunFolder(folder.appending(path: "svm"))
      try folder.touch("svm/notes.txt")
      let scores = Scores(samples: 4, [.accuracy: 0.8308])
      try SafetensorsFile.write(
        [("x", .ones([1]))], metadata: ["scores": scores.json], to: run.model)
      let comparison = try RunComparison([run.url.path])
      #expect(
        comparison.table == [
          ["RUN", "ITERATIONS", "TEST ACCURACY", "BEST", "TIME"],
          [run.url.path, "-", "83.08%", "83.08%", "-"],
        ])
      let error = #expect(throws: InputError.self) {
        try comparison.plot(to: folder.appending(path: "c.png"))
      }
      #expect(error?.problem == "none of the runs has a curve")
      for (path, problem) in [("", "is not a run's folder"), ("none", "no such folder")] {
        let error = #expect(throws: InputError.self) {
          try RunComparison([folder.appending(path: path).path])
        }
        #expect(error?.problem.hasPrefix(problem) == true)
      }
    }
  }
}
