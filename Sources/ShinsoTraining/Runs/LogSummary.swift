import Foundation

/// The results of a training run according to its log.
public struct LogSummary: Sendable {
  /// The number of updates made.
  public let iterations: Int
  /// The last evaluation, with the deciding metric first. A value is nil if it is not finite.
  public let test: [(metric: Metric, value: Double?)]
  /// Whether the evaluations are on what was learned from, for want of held-out data.
  public let evaluatesTrainingSamples: Bool
  /// The last interval of updates.
  public let train: [(metric: Metric, value: Double?)]
  /// The best evaluation by the first metric of ``test``.
  public let best: Double?
  /// Computing time in seconds.
  public let seconds: Double

  /// - Throws: `InputError` if the file is not a training log.
  public init(_ log: URL) throws {
    let records = try LogRecord.read(log)
    let tests = records.filter { $0.split.isEvaluation }
    iterations = records.last?.iteration ?? 0
    test = tests.last?.values ?? []
    evaluatesTrainingSamples = tests.last?.split == .trainEvaluation
    train = records.last { $0.split == .train }?.values ?? []
    seconds = records.last?.seconds ?? 0
    if let deciding = test.first?.metric {
      let values = tests.compactMap { $0[deciding.name] }
      best = deciding.direction == .higher ? values.max() : values.min()
    } else {
      best = nil
    }
  }
}
