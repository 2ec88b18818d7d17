import ArgumentParser
import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// "The cat paper": Le et al., "Building high-level features using large scale unsupervised learning",
/// ICML 2012, see ``SparseAutoencoder``. Each stage learns filters that reconstruct its input while few
/// pools answer: `‖W Wᵀx - x‖² + λ Σ √(ε + H (Wᵀx)²)` with λ = 0.1, where H adds up a pool, so that
/// neighbors become alike. Then the neuron is sought that tells a class from all others best.
///
/// The paper: ten million pictures of 200 × 200 from videos, asynchronous SGD on 1,000 machines for three
/// days; its best neuron tells 81.7 % of pictures with and without faces right. Departures:
/// pictures of 32 × 32 with fields of 5 × 5; Adam on one machine; halves choose and score the neuron, and
/// accuracy is balanced, so that the share of the class does not matter.
///
/// The mean of the pictures is not taken away. Pools do not tell the sign of an answer, so that bright and
/// dark would look alike.
struct SparseAutoencoderExperiment: Trainable, Evaluable, Visualizing, HasRecipe {
  static let about = About(
    id: "sparse-autoencoder", field: .vision, year: 2012,
    title: "Sparse autoencoder: neurons for things, without labels", data: "mnist-5k",
    expectation: "the best neuron for a class is above every pixel and every random neuron",
    example: "--data cifar-10-binary.tar.gz --plot")
  static let recipe = Recipe(
    .adam, learningRate: 2e-3, schedule: .cosine, batchSize: 64, length: .updates(400))

  struct TrainOptions: ParsableArguments {
    @Option(data: "Pictures of any kind, CIFAR-10's own files or MNIST's") var data: DataName =
      "mnist-5k"
    @Option("Training pictures at most; if there are more, so many are drawn.", in: 2...200_000)
    var samples = 10_000
    @Option("Filters at each place of each stage.", in: 1...256) var maps = 8
    @Option("The side of what a filter sees.", in: 1...32) var field = 5
    @Option("The side of what is pooled.", in: 1...32) var pool = 5
    @Option("The weight of sparsity, λ.", in: .notNegative) var sparsity = 0.1
    @OptionGroup(title: "Updates of each stage")
    var update: UpdateOptions<SparseAutoencoderExperiment>
    @OptionGroup(title: "Length of each stage")
    var length: LengthOptions<SparseAutoencoderExperiment>
  }

  /// The part of a stage's input that its reconstruction lacks, as a sum of squares.
  static let unexplained = Metric("unexplained", .lower, .percent)
  static let poolSum = Metric("poolSum", .lower, .number(digits: 1))

  static func train(_ options: TrainOptions, in run: Run) throws {
    guard
      let form = SparseAutoencoderForm(
        side: SmallPictures.size, maps: options.maps, field: options.field, pool: options.pool)
    else {
      throw InputError(
        "--field \(options.field)",
        "and --pool \(options.pool) leave nothing of \(SmallPictures.size) pixels after three stages; "
          + "take smaller ones")
    }
    let pictures = try SmallPictures(
      options.data, most: options.samples, seed: run.seed, centered: false, needsClasses: false)
    let isScored = !SparseNeurons.usableClasses(pictures.test).isEmpty
    if !isScored {
      Console.note(
        "\(options.data): too few classes or pictures are held out to score a neuron; it only learns"
      )
    }
    func net() -> SparseAutoencoder {
      run.seedInitializers()
      return SparseAutoencoder(form)
    }
    let neurons = SparseNeurons(learned: net(), random: net())
    let loader = DataLoader(
      pictures.train, batchSize: options.update.batchSize, shuffle: .seed(run.seed),
      dropsLast: true)
    guard loader.batchesPerEpoch > 0 else {
      throw InputError(
        options.data.text, found: "\(counted(pictures.train.count, "picture")) for training",
        count: pictures.train.count, batchSize: options.update.batchSize)
    }
    for number in neurons.learned.stages.indices {
      try train(number, of: neurons.learned, on: loader, options, run)
    }
    let findings =
      try isScored
      ? neurons.findings(pictures.test, of: nil, in: options.data.text)
      : neurons.findings(withoutClasses: pictures.test, in: options.data.text)
    for line in findings.lines { Console.note(line) }
    if let label = findings.label {
      let name = pictures.test.classNames[label]
      for (metric, value) in findings.scores.values {
        Console.result("test \(metric.title) for \(name): \(metric.text(value))")
      }
    }
    try run.finish(
      neurons.tensors,
      metadata: pictures.metadata.merging(SparseNeurons.metadata(form)) { $1 },
      scores: findings.scores)
    run.draw {
      let drawn = SparseNeuronPictures(
        neurons: neurons, pictures: pictures.test, findings: findings,
        preprocessing: pictures.preprocessing, seed: run.seed)
      if isScored { try drawn.histogram().write(to: run.folder.picture(.histogram)) }
      try drawn.stimuli().write(to: run.folder.picture(.gallery))
    }
  }

  private static func train(
    _ number: Int, of net: SparseAutoencoder, on loader: DataLoader<TensorDataset>,
    _ options: TrainOptions, _ run: Run
  ) throws {
    let stage = net.stages[number]
    let updates = try options.length.updates(
      perEpoch: max(loader.batchesPerEpoch / options.update.batchesPerUpdate, 1))
    let updater = GradientUpdater(
      stage, options.update.makeOptimizer(), on: loader,
      settings: options.update.settings(updates: updates),
      identity: ["sparsity": "\(options.sparsity)"],
      loss: { batch in
        let x = withoutGradients { net.input(ofStage: number, batch.samples) }
        let cost = stage.cost(x)
        let count = batch.samples.shape[0]
        let size = withoutGradients { x.square().sum().item() } / Double(count)
        return (
          cost.reconstruction + cost.sparsity * options.sparsity,
          Scores(
            samples: count,
            [
              unexplained: cost.reconstruction.item() / max(size, .leastNormalMagnitude),
              poolSum: cost.sparsity.item(),
            ])
        )
      })
    try run.phase("stage\(number + 1)").train(
      updater, TrainingPlan(updates: updates, options.length),
      extensions: options.update.extensions(updater, updates: updates))
    try stage.load(updater.exported, from: "stage \(number + 1)")
  }

  struct EvaluateOptions: ParsableArguments {
    @OptionGroup var model: ModelOptions
    @Option(
      "Pictures by class, or CIFAR-10's own files.", default: "what training held out",
      completion: .file())
    var data: DataName?
    @Option(
      "The class whose neuron is sought.", name: .customLong("class"),
      default: "the one that a neuron tells best")
    var className: String?
  }

  static let drawsEvaluation = false

  static func evaluate(_ options: EvaluateOptions) throws -> Report {
    let (neurons, test, data) = try opened(options)
    let findings = try neurons.findings(test, of: options.className, in: data)
    var report = Report(system: about.id, data: data, findings.scores)
    let name = findings.label.map { test.classNames[$0] } ?? ""
    report.lines = [
      (["above: the neuron for \(name); of every class:"] + findings.lines)
        .joined(separator: "\n")
    ]
    return report
  }

  struct VisualizeOptions: ParsableArguments {
    enum Kind: String, CaseIterable, ExpressibleByArgument {
      case stimuli, histogram
    }

    @OptionGroup var test: EvaluateOptions
    @Option("What excites the neuron most, or how often it answers how much.")
    var kind = Kind.stimuli
  }

  static func visualize(_ options: VisualizeOptions, to picture: URL) throws {
    let (neurons, test, data) = try opened(options.test)
    let isScored = options.test.className != nil || !SparseNeurons.usableClasses(test).isEmpty
    let pictures = SparseNeuronPictures(
      neurons: neurons, pictures: test,
      findings: try isScored
        ? neurons.findings(test, of: options.test.className, in: data)
        : neurons.findings(withoutClasses: test, in: data),
      preprocessing: try SmallPictures.preprocessing(
        of: TrainedModel(options.test.model, of: about.id)), seed: 1)
    switch options.kind {
    case .stimuli: try pictures.stimuli().write(to: picture)
    case .histogram: try pictures.histogram().write(to: picture)
    }
  }

  private static func opened(
    _ options: EvaluateOptions
  ) throws -> (SparseNeurons, test: TensorDataset, data: String) {
    let saved = try TrainedModel(options.model, of: about.id)
    let test = try SmallPictures.test(of: saved, options.data)
    let data = try options.data?.recordedText ?? saved.required("pictureData")
    return (try SparseNeurons(saved), test, data)
  }
}
