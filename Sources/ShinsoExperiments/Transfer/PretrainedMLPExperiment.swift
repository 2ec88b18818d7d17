import ArgumentParser
import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import ShinsoTraining
import ShinsoZoo

/// Features of a pretrained network, on top a multilayer perceptron D-1000-1000-classes with relu and
/// dropout 0.5, trained by Adam in batches of 25 for 25 epochs on 6/7 of each class (of `openclipart`
/// on 4/5). `evaluate` scores what this training held out, or all of other data.
struct PretrainedMLPExperiment: Trainable, Evaluable, Predicting, HasRecipe {
  static let about = About(
    id: "pretrained-mlp", field: .transfer, year: 2014,
    title: "Pretrained features + multilayer perceptron", data: "openclipart",
    expectation:
      "clip art of six subjects, \(PretrainedNetwork.defaultName): 73 % or more of the held-out fifth",
    example: "--data photos/ --plot")
  static let recipe = Recipe(.adam, learningRate: 1e-4, batchSize: 25, length: .epochs(25))
  private static let heldOut = 1.0 / 7
  private static let hidden = [1000, 1000]

  struct TrainOptions: ParsableArguments {
    @OptionGroup var source: TransferOptions
    @OptionGroup var balance: BalanceOptions
    @OptionGroup(title: "Updates") var update: UpdateOptions<PretrainedMLPExperiment>
    @OptionGroup(title: "Length") var length: LengthOptions<PretrainedMLPExperiment>
  }

  static func train(_ options: TrainOptions, in run: Run) throws {
    let network = try options.source.makeNetwork()
    let layer = options.source.layer ?? network.featureLayer
    try AtomicFile.makeFolder(run.folder.url)
    let data = try PictureData(options.source.data, heldOut: heldOut, seed: run.seed)
    let train = try dataset(data.train, network, layer, "features for training")
    let test = try dataset(data.heldOut, network, layer, "held-out features")
    let loader = DataLoader(
      train, batchSize: options.update.batchSize,
      shuffle: options.balance.shuffle(seed: run.seed))
    run.seedInitializers()
    let model = MultilayerPerceptron(
      train.sampleShape[0], hidden: hidden, classes: data.classNames.count)
    let updates = try options.length.updates(
      perEpoch: max(loader.batchesPerEpoch / options.update.accumulate, 1))
    let updater = ClassificationUpdater(
      model, options.update.makeOptimizer(), train: loader, test: DataLoader(test, batchSize: 100),
      settings: options.update.settings(updates: updates))
    let items = data.heldOut.items
    try run.train(
      updater, TrainingPlan(updates: updates, options.length),
      metadata: [
        "network": network.name, "layer": layer, "features": "\(train.sampleShape[0])",
        "classes": jsonList(data.classNames), "pictures": data.digest,
      ], extensions: options.update.extensions(updater, updates: updates))
    try AtomicFile.write(
      Data(items.map { $0.url.path + "\n" }.joined().utf8), to: run.folder.heldOut)
    guard let evaluation = updater.lastEvaluation else { return }
    run.draw { try draw(evaluation, items, data.classNames, run) }
  }

  private static func draw(
    _ evaluation: Evaluation, _ items: [ImageFolder.Item], _ classNames: [String], _ run: Run
  ) throws {
    try evaluation.confusion.plot(to: run.folder.picture(.confusion), title: run.title)
    try Gallery(
      entries: ContactSheet.choice(of: items.count).map { index in
        Gallery.Entry(
          url: items[index].url, actual: classNames[items[index].label],
          predicted: evaluation.predictions[index].map { classNames[$0] } ?? "?")
      }
    ).write(to: run.folder.picture(.gallery))
  }

  typealias EvaluateOptions = TransferEvaluateOptions

  static func evaluate(_ options: TransferEvaluateOptions) throws -> Report {
    let model = try TransferModel(options.model, of: about.id)
    let perceptron = try perceptron(model.saved)
    let source = try model.source(options.data)
    let pictures = try model.saved.heldOut(of: source, fraction: heldOut)
    let test = try dataset(pictures, model.network, model.layer, "features")
    try model.check(features: test.sampleShape[0], learned: model.saved.value("features"))
    let result = try ShinsoTraining.evaluate(perceptron, on: DataLoader(test, batchSize: 100))
    return options.classes.completed(
      Report(system: about.id, data: source.recordedText, result))
  }

  typealias PredictOptions = ModelOptions

  static func predict(_ options: ModelOptions, samples: [String], top: Int) throws -> [Prediction] {
    let model = try TransferModel(options, of: about.id)
    let perceptron = try perceptron(model.saved)
    let files = try PictureFiles.expanded(samples)
    let features = try model.network.features(
      of: files, classNames: model.classNames, layer: model.layer)
    try model.check(features: features.shape[1], learned: model.saved.value("features"))
    let logits = withoutGradients { perceptron(features) }
    return zip(files, logits.rows).map { url, row in
      Prediction(sample: url.relativePath, logits: row, names: model.classNames, top: top)
    }
  }

  private static func dataset(
    _ part: ImageFolder, _ network: PretrainedNetwork, _ layer: String, _ title: String
  ) throws -> TensorDataset {
    TensorDataset(
      try network.cachedFeatures(
        of: part.items, classNames: part.classNames, layer: layer, title: title),
      labels: part.items.map(\.label), classNames: part.classNames)
  }

  static func perceptron(_ saved: TrainedModel) throws -> MultilayerPerceptron {
    let width: Int = try saved.value("features")
    guard width > 0, saved.content.shape(of: "hidden.0.weight") == [hidden[0], width] else {
      throw InputError(saved.file.path, "does not hold the layers that its metadata say")
    }
    let perceptron = try MultilayerPerceptron(
      width, hidden: hidden, classes: saved.names("classes").count)
    try perceptron.load(saved.content.tensors(), from: saved.file.path)
    perceptron.mode = .evaluation
    return perceptron
  }
}
