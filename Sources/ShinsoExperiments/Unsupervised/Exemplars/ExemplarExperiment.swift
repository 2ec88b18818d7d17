import ArgumentParser
import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import ShinsoTraining

/// Features without labels: Dosovitskiy, Springenberg, Riedmiller & Brox, "Discriminative unsupervised
/// feature learning with convolutional neural networks", NIPS 2014, see ``ExemplarNetwork`` and
/// ``ExemplarVariation``. Each of some pictures is a class of its own, of which the net sees random views.
/// Then linear SVMs learn labels from its features, from those of the same net before it learned, and from
/// the pixels.
///
/// The paper: 8,000 exemplars, 32 × 32 pixels of larger pictures, of 150 views each; CIFAR-10 with all
/// labels, 82 % by its largest net. Departures: exemplars are whole pictures of 32 × 32, chosen by the
/// strength of their edges; views are drawn anew in each epoch; the rate falls to 0 as a cosine does, and
/// long gradients are shortened.
struct ExemplarExperiment: Trainable, Evaluable, Visualizing, HasRecipe {
  static let about = About(
    id: "exemplar-cnn", field: .vision, year: 2014,
    title: "Exemplar networks: features without labels", data: "openclipart",
    expectation:
      "CIFAR-10: a linear SVM reads its features at 63 %, the untrained net's 55, pixels 39",
    example: "--data cifar-10-binary.tar.gz --plot")
  static let recipe = Recipe(
    .sgd, learningRate: 0.02, momentum: 0.9, schedule: .cosine, batchSize: 100,
    length: .updates(1500), clipNorm: 5)

  struct TrainOptions: ParsableArguments {
    @Option(data: "Pictures of any kind, CIFAR-10's own files or MNIST's") var data: DataName =
      "openclipart"
    @Option("Pictures that are exemplars, if there are so many.", in: 2...100_000)
    var exemplars = 1000
    @Option("Training pictures at most; if there are more, so many are drawn.", in: 2...200_000)
    var samples = 10_000
    @Option("C of the SVMs.", in: .positive) var cost = 10.0
    @OptionGroup(title: "Updates") var update: UpdateOptions<ExemplarExperiment>
    @OptionGroup(title: "Length") var length: LengthOptions<ExemplarExperiment>
  }

  static func train(_ options: TrainOptions, in run: Run) throws {
    let pictures = try SmallPictures(
      options.data, most: options.samples, seed: run.seed, needsClasses: false)
    let isScored = ExemplarReadouts.canTellApart(pictures.train)
    if !isScored {
      Console.note("\(options.data): has no two classes to score the features by; it only learns")
    }
    let exemplars = Exemplars(pictures.train, count: options.exemplars, seed: run.seed)
    func net() -> ExemplarNetwork {
      run.seedInitializers()
      return ExemplarNetwork(exemplars: exemplars.count)
    }
    let (learned, untrained) = (net(), net())
    untrained.mode = .evaluation
    let loader = DataLoader(
      exemplars.views, batchSize: options.update.batchSize, shuffle: .seed(run.seed),
      dropsLast: true)
    guard loader.batchesPerEpoch > 0 else {
      throw InputError(
        options.data.text, found: counted(exemplars.count, "exemplar"), count: exemplars.count,
        batchSize: options.update.batchSize)
    }
    let updates = try options.length.updates(
      perEpoch: max(loader.batchesPerEpoch / options.update.batchesPerUpdate, 1))
    let updater = ClassificationUpdater(
      learned, options.update.makeOptimizer(), train: loader,
      test: DataLoader<TensorDataset>?.none,
      settings: options.update.settings(updates: updates))
    try run.phase("net").train(
      updater, TrainingPlan(updates: updates, options.length),
      extensions: options.update.extensions(updater, updates: updates))
    try learned.load(updater.exported, from: "net")
    learned.mode = .evaluation
    var readouts = ExemplarReadouts(learned: learned, untrained: untrained)
    if isScored { try readouts.learn(pictures.train, cost: options.cost, seed: run.seed) }
    let scores = try readouts.scores(pictures.test)
    for (metric, value) in scores.values {
      Console.result("test \(metric.title): \(metric.text(value))")
    }
    try run.finish(
      readouts.tensors,
      metadata: pictures.metadata.merging(["exemplars": "\(exemplars.count)"]) { $1 },
      scores: scores)
    run.draw {
      try exemplars.figure(seed: run.seed).write(to: run.folder.picture(.gallery))
      try placed(readouts, pictures.test).write(to: run.folder.picture(.codes))
    }
  }

  struct EvaluateOptions: ParsableArguments {
    @OptionGroup var model: ModelOptions
    @Option(
      "Pictures by class, or CIFAR-10's own files.", default: "what training held out",
      completion: .file())
    var data: DataName?
  }

  static let drawsEvaluation = false

  static func evaluate(_ options: EvaluateOptions) throws -> Report {
    let saved = try TrainedModel(options.model, of: about.id)
    let test = try SmallPictures.test(of: saved, options.data)
    let data = try options.data?.recordedText ?? saved.required("pictureData")
    let readouts = try ExemplarReadouts(saved)
    guard !readouts.machines.isEmpty else {
      throw InputError(
        saved.file.path, "has learned without classes, so that there is nothing to score")
    }
    return Report(system: about.id, data: data, try readouts.scores(test))
  }

  typealias VisualizeOptions = EvaluateOptions

  /// Test pictures where the net places them.
  static func visualize(_ options: EvaluateOptions, to picture: URL) throws {
    let saved = try TrainedModel(options.model, of: about.id)
    let test = try SmallPictures.test(of: saved, options.data)
    try placed(ExemplarReadouts(saved), test).write(to: picture)
  }

  private static func placed(
    _ readouts: ExemplarReadouts, _ test: TensorDataset
  ) throws -> PlacedSamples {
    let subset = Subset(
      test, indices: ContactSheet.choice(of: test.count, limit: PlacedSamples.most))
    return PlacedSamples(
      title: Wording("pictures as exemplar-cnn places them", "exemplar-cnn による画像の配置"),
      places: try readouts.features(subset), labels: (0..<subset.count).map(subset.label),
      classNames: test.classNames)
  }
}
