/// Saves what is needed to resume a run, either after a fixed number of updates or by default every
/// ten seconds. It saves less often if saving would take more than a twentieth of the time.
final class Checkpoints: TrainerExtension {
  private let timer: CheckpointTimer

  init(every interval: Int?) { timer = CheckpointTimer(every: interval) }

  func run(_ trainer: Trainer) throws {
    guard trainer.folder != nil, timer.isDue(at: trainer.iteration) else { return }
    if trainer.savesWithOthers {
      // All ranks must give their part, once they know of it.
      timer.measure { trainer.wantsCheckpoint = true }
    } else {
      try timer.measure { try trainer.save() }
    }
  }
}
