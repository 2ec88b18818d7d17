/// Ends a training when a metric of the training data, over one interval of the log, is as good as a
/// target.
public final class TrainingTarget: TrainerExtension {
  private let metric: Metric
  private let value: Double

  public init(_ metric: Metric, _ value: Double) {
    self.metric = metric
    self.value = value
  }

  public func begin(_ trainer: Trainer) throws { try run(trainer) }

  public func run(_ trainer: Trainer) throws {
    guard let found = trainer.trainScores?[metric] else { return }
    if found == value || metric.isBetter(found, than: value) { trainer.stop(.target) }
  }
}
