import ShinsoTensor

/// Measures ten updates after the first three op by op: `profile.json` for Chrome's tracing, and a
/// table.
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
