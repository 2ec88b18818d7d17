/// Plots the log's metrics over the updates as `curves.png` and `curves.svg`.
public final class Curves: TrainerExtension {
  public let trigger = Trigger.end

  public init() {}

  /// If plotting fails, a finished training must not fail.
  public func end(_ trainer: Trainer) throws {
    guard let folder = trainer.folder else { return }
    do {
      try Plot.curves(of: folder.log, title: trainer.options.title, to: folder.picture(.curves))
    } catch {
      trainer.say("warning: the curves are missing: \(error)")
    }
  }
}
