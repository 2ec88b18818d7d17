import ShinsoData
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import ShinsoTraining

/// The trainings of `relu`'s figure: a phase for each activation and rate.
struct ActivationRace {
  static let trainingError = Metric("trainingError", .lower, .percent)

  private let options: ReLUExperiment.TrainOptions
  private let loader: DataLoader<TensorDataset>
  private let run: Run

  init(_ options: ReLUExperiment.TrainOptions, _ pictures: SmallPictures, _ run: Run) throws {
    self.options = options
    self.run = run
    loader = DataLoader(
      pictures.train, batchSize: options.batchSize, shuffle: .seed(run.seed), dropsLast: true)
    guard loader.batchesPerEpoch > 0 else {
      throw InputError(
        options.data.text, found: "\(pictures.train.count) pictures for training",
        count: pictures.train.count, batchSize: options.batchSize)
    }
  }

  func results() throws -> [ActivationResult] {
    try ActivationResult.activations.map { activation in
      let rates = (activation == .relu ? options.reluRates : options.tanhRates).values
      let trained = try rates.map { rate in
        let net = try net(activation, rate: rate)
        return (rate, net.net, net.curve)
      }
      let attempts = trained.map { ActivationResult.Attempt(rate: $0.0, curve: $0.2) }
      let best = ActivationResult.best(of: attempts, target: options.target)
      return ActivationResult(activation, attempts, trained[best].1)
    }
  }

  private func net(
    _ activation: Activation, rate: Double
  ) throws -> (net: FourLayerConvNet, curve: TrainingCurve) {
    run.seedInitializers()
    let net = FourLayerConvNet(
      classes: loader.dataset.classNames.count, activation: activation,
      initializer: .normal(standardDeviation: 0.01))
    let updater = GradientUpdater(
      net, SGD(learningRate: rate, momentum: 0.9), on: loader,
      loss: { batch in
        let logits = net(batch.samples)
        let accuracy = accuracyScores(logits, batch.labels)[.accuracy] ?? 0
        return (
          softmaxCrossEntropy(logits, batch.labels),
          Scores(samples: batch.indices.count, [Self.trainingError: 1 - accuracy])
        )
      })
    var plan = try TrainingPlan(epochs: options.epochs, of: updater, options.checkpoints)
    plan.logEvery = updater.updatesPerEpoch
    plan.mayDiverge = true
    let phase = try run.phase("\(activation.rawValue)-\(rate)")
    try phase.train(
      updater, plan, extensions: [TrainingTarget(Self.trainingError, options.target)])
    return (net, try TrainingCurve(Self.trainingError, .train, in: phase.folder))
  }
}
