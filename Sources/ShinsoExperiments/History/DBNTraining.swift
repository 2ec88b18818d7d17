import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import ShinsoTraining

/// The phases of `dbn`, each with a checkpoint of its own.
struct DBNTraining {
  private let options: DBNExperiment.TrainOptions
  private let digits: DigitData
  private let run: Run
  private let batchSize = 100

  init(_ options: DBNExperiment.TrainOptions, _ digits: DigitData, _ run: Run) throws {
    self.options = options
    self.digits = digits
    self.run = run
    guard digits.train.count >= batchSize else {
      throw InputError(
        options.data.text, found: "\(counted(digits.train.count, "digit")) for training",
        count: digits.train.count, batchSize: batchSize)
    }
  }

  func nets() throws -> DBNNets {
    let layers = [784] + options.layers.values
    let hidden = options.classifierLayers.values
    // The order of the phases is that of the random numbers, too: each net is made from the seed.
    run.seedInitializers()
    let codes = DeepBeliefNetwork(layers, top: .gaussian)
    try pretrain(codes, "rbm")
    let autoencoder = DeepAutoencoder(unrolling: codes)
    try fineTune(autoencoder, "autoencoder")
    run.seedInitializers()
    let random = DeepAutoencoder(layers)
    try fineTune(random, "random-autoencoder")
    run.seedInitializers()
    let features = DeepBeliefNetwork([784] + hidden)
    try pretrain(features, "classifier-rbm")
    run.seedInitializers()
    let classifier = PretrainableClassifier(pretrained: features, classes: 10)
    try fineTune(classifier, "classifier")
    run.seedInitializers()
    let randomClassifier = PretrainableClassifier(784, hidden: hidden, classes: 10)
    try fineTune(randomClassifier, "random-classifier")
    return DBNNets(
      autoencoder: autoencoder, randomAutoencoder: random, classifier: classifier,
      randomClassifier: randomClassifier, components: try components())
  }

  // MARK: Phases

  /// Trains one machine after the other, each on what the ones below make of the digits.
  private func pretrain(_ stack: DeepBeliefNetwork, _ name: String) throws {
    var data = digits.train
    for (index, machine) in stack.machines.enumerated() {
      let loader = DataLoader(data, batchSize: batchSize, shuffle: .seed(run.seed), dropsLast: true)
      let isCode = machine.hiddenUnits == .gaussian
      let optimizer = SGD(
        learningRate: options.rbmRate * (isCode ? 0.01 : 1), momentum: 0.5, weightDecay: 2e-4)
      let updater = GradientUpdater(
        machine, optimizer, on: loader, identity: ["steps": "\(options.cd)"],
        gradients: { batch in
          let step = machine.contrastiveDivergence(
            batch.samples.flattened(from: 1), steps: options.cd)
          return (
            step.gradients,
            Scores(
              samples: batch.indices.count,
              [DBNScores.reconstructionError: step.reconstructionError])
          )
        })
      updater.onUpdate = { update in
        optimizer.momentum = update < 5 * loader.batchesPerEpoch ? 0.5 : 0.9
      }
      try train(updater, epochs: options.pretrainEpochs, "\(name)\(index + 1)")
      if index + 1 < stack.machines.count { data = hidden(machine, data) }
    }
  }

  /// The means of a machine's hidden units for all digits.
  private func hidden(
    _ machine: RestrictedBoltzmannMachine, _ data: TensorDataset
  ) -> TensorDataset {
    let batches = DataLoader(data, batchSize: 1000).epoch(0)
    var parts: [Tensor] = []
    withoutGradients {
      while let batch = try? batches.next() {
        parts.append(machine(batch.samples.flattened(from: 1)))
      }
    }
    return TensorDataset(
      withoutGradients { concatenate(parts, axis: 0) }, labels: data.labels,
      classNames: data.classNames)
  }

  private func fineTune(_ net: DeepAutoencoder, _ name: String) throws {
    let loader = DataLoader(
      digits.train, batchSize: batchSize, shuffle: .seed(run.seed), dropsLast: true)
    let updates = options.epochs * loader.batchesPerEpoch
    let updater = GradientUpdater(
      net, Adam(learningRate: options.learningRate), on: loader,
      settings: UpdateSettings(schedule: .polynomial(total: updates)),
      evaluating: { checkForStop in
        try DBNScores.reconstruction(digits.test, checkForStop) { net.reconstruct($0) }
      },
      loss: { batch in
        (net.loss(batch.samples.flattened(from: 1)), Scores(samples: batch.indices.count))
      })
    try train(updater, epochs: options.epochs, name)
  }

  private func fineTune(_ net: PretrainableClassifier, _ name: String) throws {
    let loader = DataLoader(
      digits.train, batchSize: batchSize, shuffle: .seed(run.seed), dropsLast: true)
    let updates = options.classifierEpochs * loader.batchesPerEpoch
    let updater = GradientUpdater(
      net, SGD(learningRate: options.classifierRate, momentum: 0.9), on: loader,
      settings: UpdateSettings(schedule: .polynomial(total: updates)),
      evaluating: { checkForStop in
        try DBNScores.classification(digits.test, checkForStop) { net($0) }
      },
      loss: { batch in
        let logits = net(batch.samples.flattened(from: 1))
        return (
          softmaxCrossEntropy(logits, batch.labels), accuracyScores(logits, batch.labels)
        )
      })
    try train(updater, epochs: options.classifierEpochs, name)
  }

  private func train(
    _ updater: GradientUpdater<TensorDataset>, epochs: Int, _ name: String
  ) throws {
    try run.phase(name).train(
      updater, TrainingPlan(epochs: epochs, of: updater, options.checkpoints))
  }

  /// As many principal components as the code has units.
  private func components() throws -> PrincipalComponents {
    var covariance = Covariance()
    let batches = DataLoader(digits.train, batchSize: batchSize).epoch(0)
    while let batch = try batches.next() { covariance.add(batch.samples.flattened(from: 1)) }
    return PrincipalComponents(covariance, count: min(options.layers.values.last ?? 30, 784))
  }
}
