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
    /// Of the last evaluation, by the metrics' names.
    public let test: [String: Double]
    /// Whether that was on what the run learned from, for want of held-out data.
    public let testsTrainingSamples: Bool
    /// The best evaluation by the deciding metric.
    public let best: Double?
    /// Of the last stretch of updates.
    public let train: [String: Double]
    public let seconds: Double?
    /// The options in which the runs differ.
    public fileprivate(set) var options: [String: String]
    /// Of its evaluations, the one that decides which is best first.
    let metrics: [Metric]

    private enum CodingKeys: String, CodingKey {
      case run, iterations, test, testsTrainingSamples, best, train, seconds, options
    }
  }

  public let runs: [Run]
  private let logs: [(name: String, log: URL)]

  private enum CodingKeys: String, CodingKey { case runs }

  /// - Throws: `InputError` for a folder of no run.
  public init(_ folders: [String]) throws {
    var runs: [Run] = []
    var logs: [(name: String, log: URL)] = []
    for name in folders {
      let folder = RunFolder(URL(filePath: name))
      if FileManager.default.fileExists(atPath: folder.log.path) {
        runs.append(try Self.training(name, folder))
        logs.append((name, folder.log))
      } else {
        runs.append(try Self.finished(name, folder))
      }
    }
    // What is the same everywhere tells nothing.
    let names = Set(runs.flatMap { $0.options.keys })
    let same = names.filter { name in Set(runs.map { $0.options[name] }).count == 1 }
    for index in runs.indices { for name in same { runs[index].options[name] = nil } }
    self.runs = runs
    self.logs = logs
  }

  private static func training(_ name: String, _ folder: RunFolder) throws -> Run {
    let summary = try LogSummary(folder.log)
    return Run(
      run: name, iterations: summary.iterations, test: values(summary.test),
      testsTrainingSamples: summary.evaluatesTrainingSamples, best: summary.best,
      train: values(summary.train), seconds: summary.seconds, options: options(folder),
      metrics: summary.test.map(\.metric))
  }

  private static func values(_ list: [(metric: Metric, value: Double?)]) -> [String: Double] {
    Dictionary(list.compactMap { entry in entry.value.map { (entry.metric.name, $0) } }) { $1 }
  }

  /// A run whose model file says what it reached.
  private static func finished(_ name: String, _ folder: RunFolder) throws -> Run {
    guard let metadata = try? SafetensorsFile(folder.model).metadata,
      let scores = metadata["scores"].flatMap(Scores.init(json:)), scores.areFinite
    else {
      guard FileManager.default.fileExists(atPath: folder.url.path) else {
        throw InputError(name, "no such folder")
      }
      throw InputError(
        name, "is not a run's folder: it has neither a log.jsonl nor a model with its scores")
    }
    let values = scores.values
    return Run(
      run: name, iterations: nil,
      test: Dictionary(values.map { ($0.metric.name, $0.value) }) { $1 },
      testsTrainingSamples: false, best: values.first?.value, train: [:], seconds: nil,
      options: options(folder),
      metrics: values.map(\.metric))
  }

  /// Draws the curves as PNG and SVG.
  ///
  /// - Throws: `InputError` if no run has any, or the file cannot be written.
  public func plot(to url: URL) throws {
    guard !logs.isEmpty else { throw InputError("--output", "none of the runs has a curve") }
    try Plot.comparison(
      of: zip(shortNames, logs).map { ($0, $1.log) },
      title: Wording(counted(logs.count, "run"), "\(logs.count) 回の学習").line, to: url)
  }

  /// The last parts of the folders' paths, as many as tell them apart.
  private var shortNames: [String] {
    let parts = logs.map { $0.name.split(separator: "/") }
    let most = parts.map(\.count).max() ?? 1
    for count in 1..<max(most, 2) {
      let names = parts.map { $0.suffix(count).joined(separator: "/") }
      if Set(names).count == names.count { return names }
    }
    return logs.map(\.name)
  }

  /// The configuration as texts; of a run without any, nothing.
  private static func options(_ folder: RunFolder) -> [String: String] {
    guard let configuration = try? RunConfiguration(contentsOf: folder.config) else { return [:] }
    // The table has a column for updates, and pictures change no result.
    var texts = configuration.options.values.filter {
      !["iterations", "scheduleLength", "plot", "statistics"].contains($0.key)
    }.mapValues(\.text)
    texts["system"] = configuration.system
    return texts
  }
}
