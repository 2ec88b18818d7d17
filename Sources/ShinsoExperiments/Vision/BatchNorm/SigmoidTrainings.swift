import ShinsoData
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import ShinsoTraining

/// The phases of `batchnorm` for figure 1: two sigmoid nets on digits.
struct SigmoidTrainings {
  struct Result {
    let isNormalized: Bool
    let net: SigmoidNetwork
    /// Test accuracy.
    let accuracy: TrainingCurve
    /// Of what the watched unit takes, by percentile.
    let inputs: [TrainingCurve]

    var title: String { isNormalized ? "with batch normalization" : "without batch normalization" }

    var tensors: [NamedTensor] {
      let name = SigmoidTrainings.name(isNormalized)
      return net.state.prefixed("\(name)/") + [("curves/\(name)/accuracy", accuracy.tensor)]
        + zip(SigmoidTrainings.percentiles, inputs).map {
          ("curves/\(name)/input\($0)", $1.tensor)
        }
    }
  }

  static let percentiles = [15, 50, 85]
  private static let hidden = [100, 100, 100]

  private static func name(_ isNormalized: Bool) -> String {
    isNormalized ? "sigmoid-normalized" : "sigmoid"
  }

  private static func metric(_ percentile: Int) -> Metric {
    Metric("input\(percentile)", .lower, .number(digits: 3))
  }

  private let options: BatchNormExperiment.TrainOptions
  private let digits: DigitData
  private let loader: DataLoader<TensorDataset>
  private let run: Run

  init(_ options: BatchNormExperiment.TrainOptions, _ digits: DigitData, _ run: Run) throws {
    self.options = options
    self.digits = digits
    self.run = run
    loader = DataLoader(
      digits.train, batchSize: options.batchSize, shuffle: .seed(run.seed), dropsLast: true)
    guard loader.batchesPerEpoch > 0 else {
      throw InputError(
        options.data.text, found: "\(digits.train.count) digits for training",
        count: digits.train.count, batchSize: options.batchSize)
    }
  }

  func results() throws -> [Result] {
    try [false, true].map { isNormalized in
      run.seedInitializers()
      let net = Self.net(isNormalized)
      let updater = GradientUpdater(
        net, SGD(learningRate: options.learningRate), on: loader,
        identity: ["unit": "\(options.unit)"],
        evaluating: { checkForStop in
          try Self.scores(net, unit: options.unit, on: digits.test, checkForStop)
        },
        loss: { batch in
          let logits = net(batch.samples.flattened(from: 1))
          return (
            softmaxCrossEntropy(logits, batch.labels), accuracyScores(logits, batch.labels)
          )
        })
      var plan = TrainingPlan(
        updates: options.steps, evaluateEvery: .updates(max(options.steps / 100, 1)),
        checkpoints: options.checkpoints)
      plan.evaluatesAtStart = true
      let phase = try run.phase(Self.name(isNormalized))
      try phase.train(updater, plan)
      return Result(
        isNormalized: isNormalized, net: net,
        accuracy: try TrainingCurve(.accuracy, .test, in: phase.folder),
        inputs: try Self.percentiles.map {
          try TrainingCurve(Self.metric($0), .test, in: phase.folder)
        })
    }
  }

  static func load(_ model: TrainedModel) throws -> [Result] {
    let tensors = try model.content.tensors()
    return try [false, true].map { isNormalized in
      let (net, name) = (net(isNormalized), name(isNormalized))
      try net.load(tensors.part("\(name)/"), from: model.file.path)
      return Result(
        isNormalized: isNormalized, net: net, accuracy: try model.curve("\(name)/accuracy"),
        inputs: try percentiles.map { try model.curve("\(name)/input\($0)") })
    }
  }

  private static func net(_ isNormalized: Bool) -> SigmoidNetwork {
    SigmoidNetwork(784, hidden: hidden, classes: 10, normalized: isNormalized)
  }

  /// Accuracy, and the percentiles of what a unit, counted from 1, takes from all digits.
  static func scores(
    _ net: SigmoidNetwork, unit: Int, on test: TensorDataset,
    _ checkForStop: () throws -> Void = {}
  ) throws -> Scores {
    let modes = net.modes
    net.mode = .evaluation
    defer { net.modes = modes }
    var (right, inputs) = (0.0, [Float]())
    let batches = DataLoader(test, batchSize: 1000).epoch(0)
    while let batch = try batches.next() {
      try checkForStop()
      withoutGradients {
        let last = net.lastInputs(batch.samples.flattened(from: 1))
        let accuracy = accuracyScores(net.logits(of: last), batch.labels)[.accuracy] ?? 0
        right += accuracy * Double(batch.indices.count)
        inputs += last.sliced(axis: 1, from: unit - 1, to: unit).scalars(as: Float.self)
      }
    }
    inputs.sort()
    let count = Double(test.count)
    var scores = Scores(samples: test.count, [.accuracy: right / count])
    for percentile in percentiles {
      let place = Int((Double(inputs.count - 1) * Double(percentile) / 100).rounded())
      scores.add(metric(percentile), Double(inputs[place]), weight: count)
    }
    return scores
  }
}
