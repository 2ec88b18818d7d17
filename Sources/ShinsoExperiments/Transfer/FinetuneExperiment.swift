import ArgumentParser
import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoNN
import ShinsoTensor
import ShinsoTraining
import ShinsoZoo

/// Fine-tuning: a trained network is the initial value, its last layer is made anew for the classes
/// of the data, and all layers or the last ones are trained, pretrained layers at a tenth of the rate
/// (Girshick et al., CVPR 2014, section 2.3; Yosinski et al., "How transferable are features in deep
/// neural networks?", NIPS 2014).
struct FinetuneExperiment: Trainable, Evaluable, Predicting, RecallingPictures, HasRecipe {
  static let about = About(
    id: "finetune", field: .transfer, year: 2014,
    title: "Fine-tuning: a pretrained network as the initial value", data: "openclipart",
    expectation:
      "25 dog breeds, 10 photographs each, \(PretrainedNetwork.defaultName): about 90 %, from "
      + "scratch about 5 %",
    example: "--data photos/ --train last-3 --plot")
  static let recipe = Recipe(
    .sgd, learningRate: 0.02, momentum: 0.9, weightDecay: 1e-4, schedule: .cosine, batchSize: 16,
    length: .epochs(10))

  struct TrainOptions: ParsableArguments, OptionTraits {
    /// Nothing is pretrained from scratch.
    static let displaced = ["fromScratch": ["pretrainedRate"]]
    private static let usualRate = 0.1

    @OptionGroup var pictures: PictureOptions
    @OptionGroup var network: NetworkSourceOptions
    @Option("The layers that are trained, the new ones always.", in: .depth)
    var train = TrainedDepth.all
    @Option(
      "The rate of the pretrained layers, as a part of the new ones'.", in: .positive,
      default: "\(usualRate)")
    var pretrainedRate: Double?
    @Flag("Begin with random values in place of the trained ones, to compare with.")
    var fromScratch = false
    @OptionGroup var balance: BalanceOptions
    @OptionGroup(title: "Updates") var update: UpdateOptions<FinetuneExperiment>
    @OptionGroup(title: "Length") var length: LengthOptions<FinetuneExperiment>

    func validate() throws {
      if let pretrainedRate, fromScratch {
        throw ValidationError(
          "--pretrained-rate \(pretrainedRate): nothing is pretrained with --from-scratch")
      }
    }

    func settled() -> TrainOptions {
      var settled = self
      settled.pretrainedRate = fromScratch ? nil : pretrainedRate ?? Self.usualRate
      return settled
    }
  }

  static func train(_ options: TrainOptions, in run: Run) throws {
    if options.fromScratch, options.train != .all {
      throw InputError(
        "--train \(options.train)", "would freeze random layers; --from-scratch trains all of them")
    }
    let base = try FineTuningBase(options.network, isPretrained: !options.fromScratch)
    let source = options.pictures
    if source.data.isDigits {
      let digits = try DigitData(source.data)
      try train(
        options, base, on: PreparedDigits(digits.train, preprocessing: base.preprocessing),
        testing: PreparedDigits(digits.test, preprocessing: base.preprocessing), [:], in: run)
      return
    }
    let data = try PictureData(
      source.data, root: source.root?.url, heldOut: PictureData.usualHeldOut, seed: run.seed)
    func dataset(_ part: ImageFolder) -> ImageDataset {
      ImageDataset(part, preprocessing: base.preprocessing, cacheBudget: 1 << 30)
    }
    let evaluation = try train(
      options, base, on: dataset(data.train), testing: dataset(data.heldOut),
      ["pictures": data.digest], in: run)
    try HeldOutPictures.write(data.heldOut, evaluation, in: run)
  }

  @discardableResult
  private static func train<Train: ClassificationDataset, Test: ClassificationDataset>(
    _ options: TrainOptions, _ base: FineTuningBase, on train: Train, testing test: Test,
    _ own: [String: String], in run: Run
  ) throws -> Evaluation? {
    var metadata = base.architecture.variant.merging(own) { $1 }
    metadata["network"] = base.architecture.source
    metadata["classes"] = jsonList(train.classNames)
    metadata["preprocessing"] = base.preprocessing.json
    return try ClassifierTraining(
      update: options.update, length: options.length, balance: options.balance, dropsLast: true
    ).train(
      on: train, testing: test, named: options.pictures.data.text, metadata: metadata, in: run
    ) { try model(options, base, classes: train.classNames.count) }
  }

  /// The network for the classes of the data, frozen as far as the options say.
  private static func model(
    _ options: TrainOptions, _ base: FineTuningBase, classes: Int
  ) throws -> any TensorLayer {
    let adapted = try base.pretrained?.adapted(classes: classes)
    let model = try adapted?.model ?? base.architecture.make(classes: classes)
    let plan = try FineTuningPlan(
      model, new: adapted?.newParameters ?? [], depth: options.train,
      pretrainedRate: options.settled().pretrainedRate)
    plan.apply(to: model)
    let rate = options.update.settled().learningRate ?? recipe.learningRate
    for line in plan.table(rate: rate) { Console.note(line) }
    return model
  }

  typealias EvaluateOptions = TransferEvaluateOptions

  static func evaluate(_ options: TransferEvaluateOptions) throws -> Report {
    let saved = try TrainedModel(options.model, of: about.id)
    let network = try PretrainedNetwork(saved.file.path)
    let (data, result) = try saved.evaluation(
      of: network, on: options.data, root: options.root, batchSize: 32)
    return options.classes.completed(Report(system: about.id, data: data.recordedText, result))
  }

  typealias PredictOptions = ModelOptions

  static func predict(_ options: ModelOptions, samples: [String], top: Int) throws -> [Prediction] {
    let classifier = try OpenModels.model(options, of: about.id) {
      try PictureClassifier(PretrainedNetwork(TrainedModel(options, of: about.id).file.path))
    }
    return try classifier.predictions(of: PictureFiles.readable(samples), top: top)
  }

  static func trainingPictures(_ options: ModelOptions) throws -> TrainingPictures {
    let saved = try TrainedModel(options, of: about.id)
    return try saved.trainingPictures(by: FeatureExtractor(PretrainedNetwork(saved.file.path)))
  }
}
