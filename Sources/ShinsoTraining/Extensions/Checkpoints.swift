/// Saves what a run needs to go on: every so many updates, or else every ten seconds, more rarely
/// where saving takes so long that it would cost more than a twentieth of the time.
final class Checkpoints: TrainerExtension {
  private let timer: CheckpointTimer

  init(every interval: Int?) { timer = CheckpointTimer(every: interval) }

  func run(_ trainer: Trainer) throws {
    if trainer.folder != nil, timer.isDue(at: trainer.iteration) {
      try timer.measure { try trainer.save() }
    }
  }
}
