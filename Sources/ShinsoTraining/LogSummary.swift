import Foundation

/// What a run's log says in the end.
public struct LogSummary: Sendable, Hashable {
  public let iterations: Int
  /// Of the last evaluation.
  public let testAccuracy: Double?
  public let testLoss: Double?
  /// The best of all evaluations.
  public let bestAccuracy: Double?
  /// Of the last line.
  public let trainLoss: Double?
  /// Computing time.
  public let seconds: Double

  /// - Throws: `InputError` if the file is no training log.
  public init(_ log: URL) throws {
    let records = try LogRecord.read(log)
    let tests = records.filter { $0.split == .test }
    iterations = records.last?.iteration ?? 0
    testAccuracy = tests.last?.accuracy
    testLoss = tests.last?.loss
    bestAccuracy = tests.compactMap(\.accuracy).max()
    trainLoss = records.last { $0.split == .train }?.loss
    seconds = records.last?.seconds ?? 0
  }
}
