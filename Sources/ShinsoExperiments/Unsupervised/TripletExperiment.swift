import ArgumentParser
import Foundation
import ShinsoData
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// Distances that are learned from comparisons: Hoffer & Ailon, "Deep metric learning using Triplet
/// network", 2015, on MNIST's digits, see ``TripletNetwork``. A test digit is labeled as the training
/// digit that lies nearest.
///
/// The paper: 99.54 % on MNIST by a linear classifier on the places, after SGD at 0.5, lowered
/// after each of 10 to 30 epochs of 640,000 triplets. Here Adam with a cosine to 0 takes a seventh of
/// the triplets or less, and no classifier is trained.
struct TripletExperiment: Trainable, Evaluable, Visualizing, HasRecipe {
  static let about = About(
    id: "triplet", field: .vision, year: 2015,
    title: "Triplet network: distances learned by comparing", data: "mnist-5k",
    expectation: "MNIST: 99 % and more by the nearest neighbor (paper 99.54, another classifier)",
    example: "--data mnist --plot")
  static let recipe = Recipe(
    .adam, learningRate: 1e-3, schedule: .cosine, batchSize: 64, length: .epochs(15))

  struct TrainOptions: ParsableArguments {
    @Option(data: "Digits in MNIST's format") var data: DataName = "mnist-5k"
    @OptionGroup(title: "Updates") var update: UpdateOptions<TripletExperiment>
    @OptionGroup(title: "Length") var length: LengthOptions<TripletExperiment>
  }

  /// Of the triplets of a batch, those in which the like digit is the nearer one.
  static let tripletAccuracy = Metric("tripletAccuracy", .higher, .percent)
  static let nearestNeighborAccuracy = Metric("nearestNeighborAccuracy", .higher, .percent)

  static func train(_ options: TrainOptions, in run: Run) throws {
    let digits = try DigitData(options.data)
    run.seedInitializers()
    let model = TripletNetwork()
    let loader = DataLoader(
      try TripletDataset(digits.train, name: options.data.text),
      batchSize: options.update.batchSize, shuffle: .seed(run.seed), dropsLast: true)
    guard loader.batchesPerEpoch > 0 else {
      throw InputError(
        options.data.text, found: counted(digits.train.count, "digit"), count: digits.train.count,
        batchSize: options.update.batchSize)
    }
    let updates = try options.length.updates(
      perEpoch: max(loader.batchesPerEpoch / options.update.batchesPerUpdate, 1))
    let updater = GradientUpdater(
      model, options.update.makeOptimizer(), on: loader,
      settings: options.update.settings(updates: updates),
      evaluating: { try scores(model, digits, checkForStop: $0) },
      loss: { batch in
        let (loss, accuracy) = model.loss(batch)
        return (loss, Scores(samples: batch.shape[0] / 3, [tripletAccuracy: accuracy]))
      })
    try run.train(
      updater, TrainingPlan(updates: updates, options.length),
      extensions: options.update.extensions(updater, updates: updates))
    run.draw { try picture(model, digits.test).write(to: run.folder.picture(.codes)) }
  }

  struct EvaluateOptions: ParsableArguments {
    @OptionGroup var model: ModelOptions
    @Option(
      "Digits in MNIST's format: the test files' are labeled as their neighbors in the training files.",
      default: "what it was trained on", completion: .directory)
    var data: DataName?
  }

  static func evaluate(_ options: EvaluateOptions) throws -> Report {
    let saved = try TrainedModel(options.model, of: about.id)
    let source = try saved.source(options.data)
    let digits = try DigitData(source)
    let model = try network(saved)
    var report = Report(
      system: about.id, data: source.recordedText, try scores(model, digits) {})
    let placed = try picture(model, digits.test)
    report.draw = { try placed.write(to: $0) }
    return report
  }

  struct VisualizeOptions: ParsableArguments {
    @OptionGroup var model: ModelOptions
    @Option(
      "Digits in MNIST's format, of which the test files' are drawn.",
      default: "what it was trained on", completion: .directory)
    var data: DataName?
  }

  static func visualize(_ options: VisualizeOptions, to picture: URL) throws {
    let saved = try TrainedModel(options.model, of: about.id)
    try self.picture(network(saved), DigitData(saved.source(options.data)).test).write(to: picture)
  }

  private static func network(_ saved: TrainedModel) throws -> TripletNetwork {
    let model = TripletNetwork()
    try model.load(saved.content.tensors(), from: saved.file.path)
    model.mode = .evaluation
    return model
  }

  private static func scores(
    _ model: TripletNetwork, _ digits: DigitData, checkForStop: () throws -> Void
  ) throws -> Scores {
    let known = try places(model, digits.train, checkForStop)
    let asked = try places(model, digits.test, checkForStop)
    let found = NearestNeighbors(known, labels: digits.train.labels).label(asked)
    let right = zip(found, digits.test.labels).count { $0 == $1 }
    return Scores(
      samples: found.count, [nearestNeighborAccuracy: Double(right) / Double(found.count)])
  }

  /// Where the net places digits: `[N, 128]`.
  private static func places(
    _ model: TripletNetwork, _ digits: TensorDataset, _ checkForStop: () throws -> Void
  ) throws -> Tensor {
    let batches = DataLoader(digits, batchSize: 250).epoch(0)
    var parts: [Tensor] = []
    while let batch = try batches.next() {
      try checkForStop()
      parts.append(withoutGradients { model(batch.samples) })
    }
    return concatenate(parts, axis: 0)
  }

  /// Digits where the net places them.
  private static func picture(
    _ model: TripletNetwork, _ digits: TensorDataset
  ) throws -> PlacedSamples {
    let count = min(digits.count, PlacedSamples.most)
    let subset = TensorDataset(
      digits.samples.sliced(axis: 0, from: 0, to: count),
      labels: Array(digits.labels.prefix(count)),
      classNames: digits.classNames, scale: digits.scale)
    return PlacedSamples(
      title: Wording(
        "test digits as triplet places them", "triplet による数字の配置"),
      places: try places(model, subset) {}, labels: subset.labels, classNames: digits.classNames)
  }
}
