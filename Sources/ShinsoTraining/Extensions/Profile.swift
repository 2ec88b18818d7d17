import ShinsoTensor

/// Profiles ten updates op by op, after skipping three. Writes `profile.json` for Chrome's trace
/// viewer and prints a table.
public final class Profile: TrainerExtension {
  private let profile = UpdateProfile()
  private var first = 0

  public init() {}

  public func begin(_ trainer: Trainer) throws {
    first = trainer.iteration
    trainer.measure = { [profile] in try profile.measure($0) }
  }

  public func prepare(_ trainer: Trainer) throws {
    profile.prepare(updatesMade: trainer.iteration - first)
  }

  public func end(_ trainer: Trainer) throws {
    guard let folder = trainer.folder else { return }
    trainer.say(try profile.write(to: folder.profile))
  }
}
