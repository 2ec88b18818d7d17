import Foundation
import ShinsoTensor

/// The open files of a run that has a folder.
final class RunFiles {
  let folder: RunFolder
  private let log: TrainingLog
  private let events: EventFile
  private let checkpoint: Checkpoint
  /// The metrics that the log has described so far.
  private var known: Set<String>
  /// The iteration of a checkpoint that has been written but not yet confirmed.
  private var pendingIteration: Int?
  /// The iteration of the last confirmed checkpoint.
  private(set) var savedIteration: Int?

  /// - Parameter state: where the run starts or resumes. The log is truncated to match it.
  init(_ folder: RunFolder, _ checkpoint: Checkpoint, _ state: TrainingState) throws {
    self.folder = folder
    self.checkpoint = checkpoint
    savedIteration = folder.hasCheckpoint ? state.iteration : nil
    log = try TrainingLog(folder.log, keeping: state.logByteCount)
    let records = try LogRecord.read(folder.log)
    known = Set(records.flatMap { $0.values.map(\.metric.name) })
    events = try EventFile(in: folder.url, records: records, started: state.started)
  }

  func append(_ record: LogRecord) throws {
    let new = record.values.map(\.metric).filter { known.insert($0.name).inserted }
    try log.append(record.line(describing: new))
    try events.append(record)
  }

  /// Writes a checkpoint, which takes effect once it is published.
  ///
  /// - Parameter ofRanks: what each of several ranks has for itself.
  func save(
    _ state: inout TrainingState, _ extensions: [any TrainerExtension], ofRanks: [Data] = []
  ) throws {
    state.random = RandomGenerator.shared.key
    state.logByteCount = log.byteCount
    log.synchronize()
    try checkpoint.save(state, extensions, ofRanks: ofRanks, to: folder.pendingCheckpoint)
    pendingIteration = state.iteration
  }

  /// Makes the written checkpoint the one to resume from.
  func publish() throws {
    guard let iteration = pendingIteration else { return }
    try folder.publishCheckpoint()
    (savedIteration, pendingIteration) = (iteration, nil)
  }
}
