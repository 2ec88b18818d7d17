import Foundation
import ShinsoTensor
import ShinsoTraining

/// Several runs side by side: what they reached, how they differ, and their curves in one picture.
public struct RunComparison: Sendable, Encodable {
  public struct Run: Sendable, Encodable {
    public let run: String
    public let iterations: Int
    public let testAccuracy: Double?
    public let bestAccuracy: Double?
    public let testLoss: Double?
    public let trainLoss: Double?
    public let seconds: Double
    /// The options in which the runs differ.
    public fileprivate(set) var options: [String: String]
  }

  public let runs: [Run]
  private let logs: [(name: String, log: URL)]

  private enum CodingKeys: String, CodingKey { case runs }

  /// - Throws: `InputError` for a folder without a training log.
  public init(_ folders: [String]) throws {
    var runs: [Run] = []
    var logs: [(name: String, log: URL)] = []
    for folder in folders {
      let url = URL(filePath: folder)
      let log = url.appending(path: "log.jsonl")
      guard FileManager.default.fileExists(atPath: log.path) else {
        throw InputError(folder, "is no folder of a training run: it has no log.jsonl")
      }
      let summary = try LogSummary(log)
      runs.append(
        Run(
          run: folder, iterations: summary.iterations, testAccuracy: summary.testAccuracy,
          bestAccuracy: summary.bestAccuracy, testLoss: summary.testLoss,
          trainLoss: summary.trainLoss, seconds: summary.seconds,
          options: Self.options(url.appending(path: "config.json"))))
      logs.append((folder, log))
    }
    // What is the same everywhere tells nothing.
    let names = Set(runs.flatMap { $0.options.keys })
    let same = names.filter { name in Set(runs.map { $0.options[name] }).count == 1 }
    for index in runs.indices { for name in same { runs[index].options[name] = nil } }
    self.runs = runs
    self.logs = logs
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
          run.run, "\(run.iterations)", percent(run.testAccuracy), percent(run.bestAccuracy),
          number(run.testLoss), number(run.trainLoss), String(format: "%.1f s", run.seconds),
        ] + options.map { run.options[$0] ?? "-" }
      }
  }

  /// Draws the curves as PNG and SVG.
  public func plot(to url: URL) throws {
    try Plot.comparison(of: logs, title: "\(runs.count) runs", to: url)
  }

  /// The configuration as texts; of a run without any, nothing.
  private static func options(_ url: URL) -> [String: String] {
    guard let data = try? Data(contentsOf: url),
      let json = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
      let options = json["options"] as? [String: Any]
    else { return [:] }
    // The table has a column for updates, and pictures change no result.
    var texts = options.filter { !["iterations", "plot", "statistics"].contains($0.key) }
      .mapValues { "\($0)" }
    texts["system"] = json["system"] as? String
    return texts
  }
}
