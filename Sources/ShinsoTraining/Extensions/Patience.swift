/// Ends a training after so many evaluations in a row that are no better than the best before.
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
