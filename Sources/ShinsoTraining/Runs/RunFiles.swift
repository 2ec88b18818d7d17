import Foundation
import ShinsoTensor

/// What a run with a folder keeps open.
final class RunFiles {
  let folder: RunFolder
  private let log: TrainingLog
  private let events: EventFile
  private let checkpoint: Checkpoint
  /// The metrics that the log describes.
  private var known: Set<String>
  /// What the checkpoint that was written but has to prove itself is of.
  private var pendingIteration: Int?
  /// What the last checkpoint is of.
  private(set) var savedIteration: Int?

  /// `state`: where the run starts or goes on. The log is cut to what it says.
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

  /// Writes a checkpoint, which counts once it is published.
  func save(_ state: inout TrainingState, _ extensions: [any TrainerExtension]) throws {
    state.random = RandomGenerator.shared.key
    state.logByteCount = log.byteCount
    log.synchronize()
    try checkpoint.save(state, extensions, to: folder.pendingCheckpoint)
    pendingIteration = state.iteration
  }

  /// Makes a checkpoint that was written the one to go on from.
  func publish() throws {
    guard let iteration = pendingIteration else { return }
    try folder.publishCheckpoint()
    (savedIteration, pendingIteration) = (iteration, nil)
  }
}
