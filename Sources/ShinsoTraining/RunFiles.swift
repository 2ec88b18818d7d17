import Foundation
import ShinsoTensor

/// What a run with a folder keeps open.
final class RunFiles {
  let directory: RunDirectory
  private let log: TrainingLog
  private let events: EventFile
  private let checkpoint: Checkpoint
  /// What the checkpoint that was written but has to prove itself is of.
  private var pendingIteration: Int?
  /// What the last checkpoint is of.
  private(set) var savedIteration: Int?

  /// `state`: where the run starts or goes on. The log is cut to what it says.
  init(_ directory: RunDirectory, _ checkpoint: Checkpoint, _ state: TrainingState) throws {
    self.directory = directory
    self.checkpoint = checkpoint
    savedIteration = directory.hasCheckpoint ? state.iteration : nil
    log = try TrainingLog(directory.log, keeping: state.logByteCount)
    events = try EventFile(
      in: directory.url, records: try LogRecord.read(directory.log), started: state.started)
  }

  func append(_ record: LogRecord) throws {
    try log.append(record)
    try events.append(record)
  }

  /// Writes a checkpoint, which counts once it is published.
  func save(_ state: inout TrainingState) throws {
    state.random = RandomGenerator.shared.key
    state.logByteCount = log.byteCount
    log.synchronize()
    try checkpoint.save(state, to: directory.pendingCheckpoint)
    pendingIteration = state.iteration
  }

  /// Makes a checkpoint that was written the one to go on from.
  func publish() throws {
    guard let iteration = pendingIteration else { return }
    try directory.publishCheckpoint()
    (savedIteration, pendingIteration) = (iteration, nil)
  }
}
