import Foundation
import ShinsoData
import ShinsoNN
import ShinsoTensor

/// Logs, with each log line, the size of weights, gradients and activations, and plots them in
/// `statistics.png`.
public final class Statistics<Samples: Dataset>: TrainerExtension {
  private let updater: GradientUpdater<Samples>
  private let interval: Int
  private var watch: LayerStatistics?
  private var report: LayerReport?

  /// - Parameter interval: as the log's.
  public init(_ updater: GradientUpdater<Samples>, every interval: Int) {
    self.updater = updater
    self.interval = max(interval, 1)
  }

  public var trigger: Trigger { .updates(interval) }

  /// A report that a signal kept from the log; the update that it is of is not made again.
  public var state: [String: String] { report.map { ["report": LogJSON.text($0)] } ?? [:] }

  public func load(_ state: [String: String], from file: String) throws {
    guard let text = state["report"] else { return }
    guard let report = LogJSON.value(LayerReport.self, from: Data(text.utf8)) else {
      throw InputError(file, "is not a checkpoint: its report of the layers makes no sense")
    }
    self.report = report
  }

  public func prepare(_ trainer: Trainer) throws {
    let next = trainer.iteration + 1
    guard next.isMultiple(of: interval) || next == trainer.options.iterations else { return }
    let watch = LayerStatistics(updater.model)
    self.watch = watch
    updater.onGradients = { [weak self] gradients, norm in
      self?.report = watch.report(gradients, norm: norm)
    }
  }

  public func run(_ trainer: Trainer) throws {
    stop()
    guard let report else { return }
    self.report = nil
    try trainer.log(report)
  }

  public func end(_ trainer: Trainer) throws {
    try run(trainer)
    guard let folder = trainer.folder, trainer.options.plots else { return }
    do {
      try Plot.statistics(
        of: folder.log, title: trainer.options.title, to: folder.picture(.statistics))
    } catch {
      trainer.say("warning: statistics.png is missing: \(error)")
    }
  }

  private func stop() {
    watch?.stop()
    watch = nil
    updater.onGradients = nil
  }
}
