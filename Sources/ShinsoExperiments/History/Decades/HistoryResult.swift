import Foundation
import ShinsoFormats
import ShinsoTraining

/// What a step of the history found.
package struct HistoryResult: Sendable, Codable {
  /// By the metrics' names.
  package let metrics: [String: Double]
  /// What was printed besides.
  package let lines: [String]
  /// Of an evaluation, its options: with others it is another one.
  private let options: [String]?

  /// - Parameter options: those of the evaluation.
  package init(_ report: Report, options: [String]) {
    metrics = Dictionary(report.scores.values.map { ($0.metric.name, $0.value) }) { $1 }
    lines = report.lines
    self.options = options
  }

  /// Of a finished training, as `compare` reads it.
  ///
  /// - Throws: `InputError` if the folder holds none.
  package init(run folder: RunFolder) throws {
    metrics = try RunComparison([folder.url.path]).runs[0].test
    lines = []
    options = nil
  }

  /// Of an evaluation that an earlier call has made; nil if there is none, or it had other options.
  package init?(_ file: URL, options: [String]) {
    guard let bytes = try? InputFile(file).allBytes(),
      let saved = try? JSONDecoder().decode(HistoryResult.self, from: Data(bytes)),
      saved.options == options
    else { return nil }
    self = saved
  }

  package func write(to file: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try AtomicFile.write(encoder.encode(self) + Data("\n".utf8), to: file)
  }
}
