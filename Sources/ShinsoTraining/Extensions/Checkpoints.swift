/// Saves what is needed to resume a run, either after a fixed number of updates or by default every
/// ten seconds. It saves less often if saving would take more than a twentieth of the time.
final class Checkpoints: TrainerExtension {
  private let timer: CheckpointTimer

  init(every interval: Int?) { timer = CheckpointTimer(every: interval) }

  func run(_ trainer: Trainer) throws {
    if trainer.folder != nil, timer.isDue(at: trainer.iteration) {
      try timer.measure { try trainer.save() }
    }
  }
}
