import Foundation
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining

/// Several runs side by side: what they reached, how they differ, and their curves in one picture.
public struct RunComparison: Sendable, Encodable {
  public struct Run: Sendable, Encodable {
    public let run: String
    /// nil: it was no training by updates.
    public let iterations: Int?
    public let testAccuracy: Double?
    public let bestAccuracy: Double?
    public let testLoss: Double?
    public let trainLoss: Double?
    public let seconds: Double?
    /// The options in which the runs differ.
    public fileprivate(set) var options: [String: String]
  }

  public let runs: [Run]
  private let logs: [(name: String, log: URL)]

  private enum CodingKeys: String, CodingKey { case runs }

  /// - Throws: `InputError` for a folder of no run.
  public init(_ folders: [String]) throws {
    var runs: [Run] = []
    var logs: [(name: String, log: URL)] = []
    for folder in folders {
      let url = URL(filePath: folder)
      let log = url.appending(path: "log.jsonl")
      if FileManager.default.fileExists(atPath: log.path) {
        runs.append(try Self.training(folder, log))
        logs.append((folder, log))
      } else {
        runs.append(try Self.machine(folder))
      }
    }
    // What is the same everywhere tells nothing.
    let names = Set(runs.flatMap { $0.options.keys })
    let same = names.filter { name in Set(runs.map { $0.options[name] }).count == 1 }
    for index in runs.indices { for name in same { runs[index].options[name] = nil } }
    self.runs = runs
    self.logs = logs
  }

  private static func training(_ folder: String, _ log: URL) throws -> Run {
    let summary = try LogSummary(log)
    return Run(
      run: folder, iterations: summary.iterations, testAccuracy: summary.testAccuracy,
      bestAccuracy: summary.bestAccuracy, testLoss: summary.testLoss,
      trainLoss: summary.trainLoss, seconds: summary.seconds, options: options(folder))
  }

  /// A run whose model file says what it reached.
  private static func machine(_ folder: String) throws -> Run {
    let file = URL(filePath: folder).appending(path: "model.safetensors")
    guard let metadata = try? SafetensorsFile(file).metadata,
      let accuracy = metadata["accuracy"].flatMap(Double.init), accuracy.isFinite
    else {
      throw InputError(
        folder, "is no folder of a run: it has neither a log.jsonl nor a model with an accuracy")
    }
    return Run(
      run: folder, iterations: nil, testAccuracy: accuracy, bestAccuracy: accuracy, testLoss: nil,
      trainLoss: nil, seconds: nil, options: options(folder))
  }

  /// The lines of a table, its head first.
  public var table: [[String]] {
    let options = Set(runs.flatMap { $0.options.keys }).sorted()
    func percent(_ value: Double?) -> String {
      value.map { String(format: "%.2f%%", $0 * 100) } ?? "-"
    }
    func number(_ value: Double?) -> String { value.map { String(format: "%.4f", $0) } ?? "-" }
    let head =
      ["RUN", "ITERATIONS", "TEST", "BEST", "TEST LOSS", "TRAIN LOSS", "TIME"]
      + options.map { $0.uppercased() }
    return [head]
      + runs.map { run in
        [
          run.run, run.iterations.map(String.init) ?? "-", percent(run.testAccuracy),
          percent(run.bestAccuracy),
          number(run.testLoss), number(run.trainLoss),
          run.seconds.map { String(format: "%.1f s", $0) } ?? "-",
        ] + options.map { run.options[$0] ?? "-" }
      }
  }

  /// Draws the curves as PNG and SVG.
  ///
  /// - Throws: `InputError` if no run has any, or the file cannot be written.
  public func plot(to url: URL) throws {
    guard !logs.isEmpty else { throw InputError("--plot", "none of the runs has a curve") }
    try Plot.comparison(of: logs, title: "\(logs.count) runs", to: url)
  }

  /// The configuration as texts; of a run without any, nothing.
  private static func options(_ folder: String) -> [String: String] {
    let url = RunFolder.config(URL(filePath: folder))
    guard let data = try? Data(contentsOf: url),
      let json = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
      let options = json["options"] as? [String: Any]
    else { return [:] }
    // The table has a column for updates, and pictures change no result.
    var texts = options.filter {
      !["iterations", "scheduleLength", "plot", "statistics"].contains($0.key)
    }
    .mapValues { "\($0)" }
    texts["system"] = json["system"] as? String
    return texts
  }
}
