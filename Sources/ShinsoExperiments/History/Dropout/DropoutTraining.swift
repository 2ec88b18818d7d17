import ShinsoData
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import ShinsoTraining

/// The phases of `dropout`, one for each net.
struct DropoutTraining {
  private let options: DropoutExperiment.TrainOptions
  private let digits: DigitData
  private let loader: DataLoader<TensorDataset>
  private let run: Run

  init(_ options: DropoutExperiment.TrainOptions, _ digits: DigitData, _ run: Run) throws {
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

  func nets() throws -> [DropoutNets.Trained] {
    try DropoutArm.allCases.map { arm in
      run.seedInitializers()
      let net = DropoutNets.net(
        arm, hidden: options.hidden.values, hiddenDropout: options.hiddenDropout,
        inputDropout: options.inputDropout)
      let updater = updater(net, arm)
      let phase = try run.phase(arm.rawValue)
      try phase.train(
        updater, TrainingPlan(epochs: options.epochs, of: updater, options.checkpoints))
      return DropoutNets.Trained(
        arm: arm, net: net, curve: try TrainingCurve(arm.errors, .test, in: phase.folder))
    }
  }

  private func updater(_ net: DropoutNetwork, _ arm: DropoutArm) -> GradientUpdater<TensorDataset> {
    let isPlain = arm == .backpropagation
    let descent = SGD(
      learningRate: isPlain ? options.plainRate : options.learningRate, momentum: 0.5,
      velocityHasRate: true)
    let optimizer: any Optimizer =
      isPlain
      ? descent
      : MaxNorm(descent, limit: options.maxNorm.squareRoot(), of: net.hidden.map(\.weight))
    let pace = DropoutPace(
      epochs: options.epochs, updatesPerEpoch: loader.batchesPerEpoch,
      lastMomentum: options.momentum)
    let updater = GradientUpdater(
      net, optimizer, on: loader,
      settings: UpdateSettings(
        schedule: Schedule { pace.rateFactor($0) }),
      evaluating: { checkForStop in
        let wrong = try DropoutNets.errors(net, on: digits.test, checkForStop)
        return Scores(samples: digits.test.count, [arm.errors: Double(wrong)])
      },
      loss: { batch in
        let logits = net(batch.samples.flattened(from: 1))
        return (
          softmaxCrossEntropy(logits, batch.labels), accuracyScores(logits, batch.labels)
        )
      })
    updater.onUpdate = { descent.momentum = pace.momentum($0) }
    return updater
  }
}
