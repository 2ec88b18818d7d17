/// Stops training after a number of consecutive evaluations that do not improve on the best one.
public final class Patience: TrainerExtension {
  private let limit: Int

  public init(_ limit: Int) { self.limit = limit }

  public func begin(_ trainer: Trainer) throws { try run(trainer) }

  public func run(_ trainer: Trainer) throws {
    if let evaluations = trainer.evaluations, evaluations.countSinceBest >= limit {
      trainer.stop(.patience)
    }
  }
}
