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
struct PretrainedMLPExperiment: Trainable, Evaluable, Predicting, RecallingPictures, HasRecipe {
  static let about = About(
    id: "pretrained-mlp", field: .transfer, year: 2014,
    title: "Pretrained features + multilayer perceptron", data: "openclipart",
    expectation:
      "clip art of six subjects, \(PretrainedNetwork.defaultName): 73 % or more of the held-out fifth",
    example: "--data photos/ --plot")
  static let recipe = Recipe(.adam, learningRate: 1e-4, batchSize: 25, length: .epochs(25))
  private static let hidden = [1000, 1000]

  struct TrainOptions: ParsableArguments {
    @OptionGroup var source: TransferOptions
    @OptionGroup var balance: BalanceOptions
    @OptionGroup(title: "Updates") var update: UpdateOptions<PretrainedMLPExperiment>
    @OptionGroup(title: "Length") var length: LengthOptions<PretrainedMLPExperiment>
  }

  static func train(_ options: TrainOptions, in run: Run) throws {
    let extractor = try options.source.makeExtractor()
    try AtomicFile.makeFolder(run.folder.url)
    let pictures = options.source.pictures
    let data = try PictureData(
      pictures.data, root: pictures.root?.url, heldOut: PictureData.usualHeldOut, seed: run.seed)
    let train = try dataset(data.train, extractor, "features for training")
    let test = try dataset(data.heldOut, extractor, "held-out features")
    let width = train.sampleShape[0]
    let metadata = [
      "features": "\(width)", "classes": jsonList(data.classNames), "pictures": data.digest,
    ]
    let evaluation = try ClassifierTraining(
      update: options.update, length: options.length, balance: options.balance, dropsLast: false
    ).train(
      on: train, testing: test, named: pictures.data.text,
      metadata: metadata.merging(TransferModel.metadata(extractor, options.source.source)) { $1 },
      in: run
    ) { MultilayerPerceptron(width, hidden: hidden, classes: data.classNames.count) }
    try HeldOutPictures.write(data.heldOut, evaluation, in: run)
  }

  typealias EvaluateOptions = TransferEvaluateOptions

  static func evaluate(_ options: TransferEvaluateOptions) throws -> Report {
    let model = try TransferModel(options.model, of: about.id)
    let perceptron = try perceptron(model.saved)
    let source = try model.saved.source(options.data)
    let pictures = try model.saved.heldOut(
      of: source, root: options.root, fraction: PictureData.usualHeldOut)
    let test = try dataset(pictures, model.extractor, "features")
    try model.check(features: test.sampleShape[0], learned: model.saved.value("features"))
    let result = try ShinsoTraining.evaluate(perceptron, on: DataLoader(test, batchSize: 100))
    return options.classes.completed(
      Report(system: about.id, data: source.recordedText, result))
  }

  typealias PredictOptions = ModelOptions

  static func predict(_ options: ModelOptions, samples: [String], top: Int) throws -> [Prediction] {
    let (model, perceptron) = try OpenModels.model(options, of: about.id) {
      let model = try TransferModel(options, of: about.id)
      return (model, try Self.perceptron(model.saved))
    }
    let files = try PictureFiles.readable(samples)
    let features = try model.extractor.features(of: files, classNames: model.classNames)
    try model.check(features: features.shape[1], learned: model.saved.value("features"))
    let logits = withoutGradients { perceptron(features) }
    return zip(files, logits.rows).map { url, row in
      Prediction(sample: url.relativePath, logits: row, names: model.classNames, top: top)
    }
  }

  static func trainingPictures(_ options: ModelOptions) throws -> TrainingPictures {
    let model = try TransferModel(options, of: about.id)
    return try model.saved.trainingPictures(by: model.extractor)
  }

  private static func dataset(
    _ part: ImageFolder, _ extractor: FeatureExtractor, _ title: String
  ) throws -> TensorDataset {
    TensorDataset(
      try extractor.cachedFeatures(of: part.items, classNames: part.classNames, title: title),
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
