import Foundation
import ShinsoData
import ShinsoNN
import ShinsoTensor

extension Trainer {
  /// Trains, saves, and makes what belongs to a run's end alone.
  func loop(_ signal: StopSignal) throws -> TrainingResult.End {
    let progress = ProgressReporter(
      title: options.title, total: options.iterations, first: state.iteration,
      rate: (train.batchSize * options.accumulation, "samples"))
    defer { progress.finish() }
    let end: TrainingResult.End
    do { end = try updates(signal, progress) } catch is Stopped { end = .interrupted }
    try save()
    if end == .interrupted { return end }
    do { try conclude(signal, progress) } catch is Stopped { return .interrupted }
    return end
  }

  /// A signal came.
  struct Stopped: Error {}

  private func updates(
    _ signal: StopSignal, _ progress: ProgressReporter
  ) throws -> TrainingResult.End {
    let perEpoch = max(train.batchesPerEpoch / options.accumulation, 1)
    let evaluationInterval = max(options.evaluateEvery ?? perEpoch, 1)
    let logInterval = max(options.logEvery ?? options.iterations / 1000, 1)
    let timer = CheckpointTimer(every: options.checkpointEvery)
    let (started, before, first) = (ContinuousClock.now, state.seconds, state.iteration)
    var batches = TrainingBatches(train, startingAt: state.iteration * options.accumulation)
    while true {
      if state.isEvaluationDue { try evaluateNow(signal, progress, isRegular: true) }
      if let patience = options.patience, state.evaluationsSinceBest >= patience {
        return .patience
      }
      if state.iteration >= options.iterations { return .complete }
      if signal.received != nil { throw Stopped() }
      if let limit = options.timeLimit, state.seconds >= limit { return .timeLimit }
      if timer.isDue(at: state.iteration) { try timer.measure { try files?.save(&state) } }
      if options.profile { profile.prepare(updatesMade: state.iteration - first) }
      let isLast = state.iteration + 1 == options.iterations
      let isLogged = (state.iteration + 1).isMultiple(of: logInterval)
      lastStatistics = try profile.measure {
        try update(&batches, wantsStatistics: (isLogged || isLast) && options.statistics)
      }
      state.iteration += 1
      state.seconds = before + (ContinuousClock.now - started) / .seconds(1)
      if isLogged { try logWindow() }
      state.isEvaluationDue = test != nil && state.iteration.isMultiple(of: evaluationInterval)
      progress.update(
        state.iteration, note: state.trainLoss.map { String(format: "loss %.4f", $0) } ?? "")
    }
  }

  private func save() throws {
    try files?.save(&state)
    try files?.publish()
  }

  /// The last lines of the log and the last evaluation, which fall out of their intervals. The
  /// checkpoint knows nothing of them: a run that goes on would not have made them.
  private func conclude(_ signal: StopSignal, _ progress: ProgressReporter) throws {
    if state.window.samples > 0 { try logWindow() }
    if state.lastEvaluatedIteration != state.iteration {
      try evaluateNow(signal, progress, isRegular: false)
    } else if lastEvaluation == nil {
      lastEvaluation = try evaluation(signal)
    }
  }

  // MARK: One update

  private func update(
    _ batches: inout TrainingBatches, wantsStatistics: Bool
  ) throws -> LayerReport? {
    optimizer.learningRate =
      baseRate * schedule.factor(state.iteration) * (state.plateau?.factor ?? 1)
    let statistics = wantsStatistics ? LayerStatistics(model) : nil
    defer { statistics?.stop() }
    var gradients = Gradients()
    for _ in 0..<options.accumulation {
      let batch = try Profiler.span("waiting for data") { try batches.next() }
      let own = try self.gradients(batch)
      gradients = gradients.isEmpty ? own : gradients + own
    }
    if options.accumulation > 1 { gradients = gradients * (1 / Double(options.accumulation)) }
    // One norm for the check, the log and the clipping.
    let norm = options.gradientNorm == nil && statistics == nil ? nil : gradients.norm
    try check(gradients, norm: norm)
    // The weights that were saved before this update are good: they gave finite gradients.
    try files?.publish()
    let report = statistics?.report(gradients, norm: norm)
    if let limit = options.gradientNorm, let norm {
      gradients = gradients.clipped(toNorm: limit, from: norm)
    }
    if let limit = options.gradientValue { gradients = gradients.clipped(toValue: limit) }
    Profiler.span("optimizer") { optimizer.update(model, with: gradients) }
    average?.update(model)
    return report
  }

  private func gradients(_ batch: Batch) throws -> Gradients {
    let key = RandomGenerator.shared.key
    let logits = model(batch.samples)
    let loss = softmaxCrossEntropy(logits, batch.labels)
    let gradients = loss.gradients()
    let value = Double(loss.scalars(as: Float.self)[0])
    guard value.isFinite else {
      // Dropout has to draw the same again.
      RandomGenerator.shared.key = key
      throw failure("the loss is \(value)", NonFinite.source(in: model, batch.samples))
    }
    let correct = logits.detached.argmax(axis: 1).withUnsafeBytes { predicted in
      batch.labels.withUnsafeBytes { labels in
        zip(predicted.bindMemory(to: Int64.self), labels.bindMemory(to: Int64.self))
          .reduce(0) { $0 + ($1.0 == $1.1 ? 1 : 0) }
      }
    }
    state.window.add(meanLoss: value, correct: correct, samples: batch.indices.count)
    return gradients
  }

  private func check(_ gradients: Gradients, norm: Double?) throws(InputError) {
    if norm?.isFinite ?? gradients.areFinite { return }
    if let name = NonFinite.source(in: model, gradients) {
      throw failure("a gradient is not finite", "that of \(name)")
    }
    if let norm { throw failure("the gradients' length is \(norm)", nil) }
  }

  /// How a training that left the finite numbers ends.
  private func failure(_ what: String, _ source: String?) -> InputError {
    let place = source.map { ": \($0)" } ?? ""
    let checkpoint = files?.savedIteration.map { ", with --resume from iteration \($0) on" } ?? ""
    return InputError(
      options.title,
      "\(what) at iteration \(state.iteration + 1)\(place); try a smaller learning rate\(checkpoint)"
    )
  }

  // MARK: Log

  var epoch: Double {
    Double(state.iteration * options.accumulation) / Double(train.batchesPerEpoch)
  }

  private func logWindow() throws {
    state.trainLoss = state.window.meanLoss
    try files?.append(
      LogRecord(
        split: .train, iteration: state.iteration, epoch: epoch, loss: state.window.meanLoss,
        accuracy: state.window.accuracy, learningRate: optimizer.learningRate,
        seconds: state.seconds))
    state.window = TrainingState.Window()
    guard let report = lastStatistics else { return }
    lastStatistics = nil
    try files?.append(
      LogRecord(
        split: .layers, iteration: state.iteration, epoch: epoch, layers: report.layers,
        gradientNorm: report.gradientNorm, seconds: state.seconds))
  }
}
