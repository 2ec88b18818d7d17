/// Shows the progress of a training as a bar or as plain lines.
final class Progress: TrainerExtension {
  private(set) var reporter: ProgressReporter?

  func begin(_ trainer: Trainer) throws {
    reporter = ProgressReporter(
      title: trainer.options.title, total: trainer.options.iterations, first: trainer.iteration,
      rate: (trainer.updater.throughput.count, trainer.updater.throughput.unit))
  }

  func run(_ trainer: Trainer) throws {
    reporter?.update(
      trainer.iteration,
      note: trainer.trainScores?.values.first.map { metric, value in
        "\(metric.title) \(metric.text(value))"
      } ?? "")
  }

  func finish() { reporter?.finish() }
}
