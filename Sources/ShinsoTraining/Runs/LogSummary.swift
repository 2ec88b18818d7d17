import Foundation

/// What a training run reached, as its log tells.
public struct LogSummary: Sendable {
  /// Updates made.
  public let iterations: Int
  /// Of the last evaluation, the deciding metric first; nil: not finite.
  public let test: [(metric: Metric, value: Double?)]
  /// Of the last stretch of updates.
  public let train: [(metric: Metric, value: Double?)]
  /// The best evaluation by the first metric of ``test``.
  public let best: Double?
  /// Computing time.
  public let seconds: Double

  /// - Throws: `InputError` if the file is no training log.
  public init(_ log: URL) throws {
    let records = try LogRecord.read(log)
    let tests = records.filter { $0.split == .test }
    iterations = records.last?.iteration ?? 0
    test = tests.last?.values ?? []
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
