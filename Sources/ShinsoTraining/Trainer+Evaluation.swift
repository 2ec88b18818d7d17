import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoNN
import ShinsoTensor

extension Trainer {
  /// How well the network does now, with averaged weights if there are some.
  func evaluation(_ signal: StopSignal) throws -> Evaluation? {
    guard let test else { return nil }
    func run() throws -> Evaluation {
      try evaluate(model, on: test) { if signal.received != nil { throw Stopped() } }
    }
    return try average?.apply(to: model, run) ?? run()
  }

  /// Evaluates, logs it, and keeps the best weights. `isRegular`: on the interval, so that the
  /// learning rate may depend on it.
  func evaluateNow(
    _ signal: StopSignal, _ progress: ProgressReporter, isRegular: Bool
  ) throws {
    guard let result = try evaluation(signal) else { return }
    lastEvaluation = result
    let isBest = state.note(accuracy: result.accuracy, loss: result.loss)
    if isRegular, var plateau = options.plateau {
      plateau.state = state.plateau ?? plateau.state
      plateau.update(plateau.direction == .falling ? result.loss : result.accuracy)
      state.plateau = plateau.state
    }
    if isBest, let directory = files?.directory {
      if !isRegular { try directory.setBestAside() }
      try writeModel(to: directory.best)
    }
    try files?.append(
      LogRecord(
        split: .test, iteration: state.iteration, epoch: epoch, loss: result.loss,
        accuracy: result.accuracy, top5Accuracy: result.top5Accuracy,
        macroF1: result.confusion.scores.macroF1, seconds: state.seconds))
    if !result.loss.isFinite {
      say("warning: the test loss is \(result.loss) after iteration \(state.iteration)")
    }
    progress.line(
      String(
        format: "epoch %.1f: train loss %.4f, test loss %.4f, test accuracy %.2f%%", epoch,
        state.trainLoss ?? .nan, result.loss, 100 * result.accuracy))
  }

  func writeModel(to url: URL) throws {
    let averaged = average?.state(for: model) ?? []
    try SafetensorsFile.write(
      averaged.isEmpty ? model.state : averaged,
      metadata: options.metadata.merging(["iterations": "\(state.iteration)"]) { own, _ in own },
      to: url)
  }
}
