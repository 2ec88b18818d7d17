import ArgumentParser
import ShinsoExperiments

/// How a system that is trained by updates makes them.
struct UpdateOptions: ParsableArguments {
  @Option(
    help: """
      The optimizer: sgd, nesterov, adam, adamw, adagrad, rmsprop, adadelta or lars. [default: the \
      system's]
      """, completion: .list(OptimizerKind.allCases.map(\.rawValue)))
  var optimizer: String?
  @Option(
    name: .customLong("learning-rate"),
    help: "The base learning rate. [default: the system's, or one that suits another --optimizer]")
  var learningRate: Double?
  @Option(help: "Of sgd, nesterov and lars. [default: 0.9]")
  var momentum: Double?
  @Option(name: .customLong("weight-decay"), help: "Pulls weights to 0. [default: the system's]")
  var weightDecay: Double?
  @Option(
    help: """
      The learning rate's way: constant; inverse (Caffe's, 1e-4 and 0.75); exponential (to 1/100 \
      at the end); step (to 1/10 after each third); polynomial (a line to 0); cosine (to 0); \
      one-cycle (up over 30 %, then down); plateau (to 1/10 after three evaluations without a \
      lower loss). [default: the system's]
      """, completion: .list(ScheduleKind.allCases.map(\.rawValue)))
  var schedule: String?
  @Option(
    name: .customLong("warm-up"),
    help: "Updates over which the rate rises to its base before the schedule begins.")
  var warmUp: Int?
  @Option(help: "Batches whose gradients make one update. [default: 1]")
  var accumulate: Int?
  @Option(name: .customLong("clip-norm"), help: "The longest gradient.")
  var clipNorm: Double?
  @Option(name: .customLong("clip-value"), help: "The largest element of a gradient.")
  var clipValue: Double?
  @Option(
    help: """
      Evaluate and save a moving average of the weights with this decay, as 0.999, in place of the \
      last ones.
      """)
  var average: Double?

  /// What was not given stays as it is.
  func apply(to request: inout Request) {
    if let optimizer {
      if let former = request.optimizer, former != optimizer {
        // Those of another optimizer mean something else, and AdamW decays in a way of its own.
        (request.learningRate, request.momentum) = (nil, nil)
        if [former, optimizer].contains("adamw") { request.weightDecay = nil }
      }
      request.optimizer = optimizer
    }
    request.learningRate = learningRate ?? request.learningRate
    request.momentum = momentum ?? request.momentum
    request.weightDecay = weightDecay ?? request.weightDecay
    request.schedule = schedule ?? request.schedule
    request.warmUp = warmUp ?? request.warmUp
    request.accumulate = accumulate ?? request.accumulate
    request.clipNorm = clipNorm ?? request.clipNorm
    request.clipValue = clipValue ?? request.clipValue
    request.average = average ?? request.average
  }
}

/// How long a training goes on, and what it does beside its updates.
struct LengthOptions: ParsableArguments {
  @Option(help: "Passes over the training data.")
  var epochs: Int?
  @Option(help: "Updates, in place of --epochs.")
  var iterations: Int?
  @Option(help: "End after so many evaluations without progress; the best weights count then.")
  var patience: Int?
  @Option(
    name: .customLong("time-limit"), help: "End after so long: 90s, 30m, 2h; seconds if no unit.")
  var timeLimit: String?
  @Option(
    name: .customLong("evaluate-every"), help: "Updates between evaluations. [default: an epoch]")
  var evaluateEvery: Int?
  @Option(
    name: .customLong("checkpoint-every"),
    help: "Updates between checkpoints. [default: every ten seconds]")
  var checkpointEvery: Int?

  func validate() throws { _ = try seconds() }

  /// What was not given stays as it is.
  func apply(to request: inout Request) throws {
    if epochs != nil || iterations != nil {
      (request.epochs, request.iterations, request.scheduleLength) = (epochs, iterations, nil)
    }
    request.patience = patience ?? request.patience
    request.timeLimit = try seconds() ?? request.timeLimit
    request.evaluateEvery = evaluateEvery ?? request.evaluateEvery
    request.checkpointEvery = checkpointEvery
  }

  private func seconds() throws -> Double? {
    guard let timeLimit else { return nil }
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600]
    let unit = timeLimit.last.flatMap { units[$0] }
    let number = Double(unit == nil ? timeLimit : String(timeLimit.dropLast()))
    guard let number, number > 0, (number * (unit ?? 1)).isFinite else {
      throw ValidationError("--time-limit \(timeLimit): must be as 90s, 30m or 2h")
    }
    return number * (unit ?? 1)
  }
}

/// The support vector machine's.
struct MachineOptions: ParsableArguments {
  @Option(help: "The SVM's cost C; several, as in 0.1,1,10, are compared first. [default: 1]")
  var cost: String?
  @Option(
    help: "The SVM's kernel: linear or rbf. [default: linear]",
    completion: .list(["linear", "rbf"]))
  var kernel: String?
  @Option(help: "The RBF kernel's width. [default: 1 / features / variance]")
  var gamma: Double?
  @Option(help: "Folds of the cross-validation. [default: 10]")
  var folds: Int?

  func validate() throws { _ = try costs() }

  /// What was not given stays as it is.
  func apply(to request: inout Request) throws {
    if let kernel, kernel != request.kernel { (request.kernel, request.gamma) = (kernel, nil) }
    request.costs = try costs() ?? request.costs
    request.gamma = gamma ?? request.gamma
    request.folds = folds ?? request.folds
  }

  private func costs() throws -> [Double]? {
    guard let cost else { return nil }
    return try cost.split(separator: ",", omittingEmptySubsequences: false).map { part in
      guard let value = Double(part) else {
        throw ValidationError("--cost \(cost): must be positive numbers, separated by commas")
      }
      return value
    }
  }
}
