import Foundation
import ShinsoData
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import ShinsoTraining

/// The phases of `batchnorm` for figure 2: a convolutional net at several rates, with batch
/// normalization and without.
struct RateTrainings {
  struct Result {
    let isNormalized: Bool
    /// What the base rate was multiplied by.
    let factor: Double
    let net: FourLayerConvNet
    /// Test accuracy.
    let accuracy: TrainingCurve

    /// `×5` or `batch normalization ×5`
    var title: String {
      (isNormalized ? "batch normalization " : "plain ") + RateTrainings.times(factor)
    }

    var tensors: [NamedTensor] {
      let name = RateTrainings.name(isNormalized, factor)
      return net.state.prefixed("\(name)/") + [("curves/\(name)", accuracy.tensor)]
    }
  }

  static func times(_ factor: Double) -> String {
    "×" + String(format: "%g", factor)
  }

  private static func name(_ isNormalized: Bool, _ factor: Double) -> String {
    "conv\(isNormalized ? "-normalized" : "")-x\(factor)"
  }

  private let options: BatchNormExperiment.TrainOptions
  private let pictures: SmallPictures
  private let loader: DataLoader<TensorDataset>
  private let run: Run

  init(_ options: BatchNormExperiment.TrainOptions, _ pictures: SmallPictures, _ run: Run) throws {
    self.options = options
    self.pictures = pictures
    self.run = run
    loader = DataLoader(
      pictures.train, batchSize: options.pictureBatchSize, shuffle: .seed(run.seed),
      dropsLast: true)
    guard loader.batchesPerEpoch > 0 else {
      throw InputError(
        options.pictures.text, found: "\(pictures.train.count) pictures for training",
        count: pictures.train.count, batchSize: options.pictureBatchSize,
        option: "--picture-batch-size")
    }
  }

  func results() throws -> [Result] {
    try [false, true].flatMap { isNormalized in
      try options.factors.values.map { try result(isNormalized, $0) }
    }
  }

  private func result(_ isNormalized: Bool, _ factor: Double) throws -> Result {
    run.seedInitializers()
    let net = Self.net(isNormalized, classes: pictures.train.classNames.count)
    let updater = ClassificationUpdater(
      net, SGD(learningRate: options.baseRate * factor, momentum: 0.9), train: loader,
      test: DataLoader(pictures.test, batchSize: 100))
    var plan = try TrainingPlan(epochs: options.epochs, of: updater, options.checkpoints)
    plan.mayDiverge = true
    let phase = try run.phase(Self.name(isNormalized, factor))
    try phase.train(updater, plan)
    return Result(
      isNormalized: isNormalized, factor: factor, net: net,
      accuracy: try TrainingCurve(.accuracy, .test, in: phase.folder))
  }

  static func load(_ model: TrainedModel) throws -> [Result] {
    let classes = try model.names("classes").count
    let tensors = try model.content.tensors()
    let factors = CommaList<Double>(argument: try model.required("factors"))?.values ?? []
    guard factors.first == 1 else {
      throw InputError(model.file.path, "says factors that do not begin with 1")
    }
    return try [false, true].flatMap { isNormalized in
      try factors.map { factor in
        let name = name(isNormalized, factor)
        try model.require([classes, 64 * 4 * 4], "\(name)/output.weight")
        let net = net(isNormalized, classes: classes)
        try net.load(tensors.part("\(name)/"), from: model.file.path)
        return Result(
          isNormalized: isNormalized, factor: factor, net: net, accuracy: try model.curve(name))
      }
    }
  }

  private static func net(_ isNormalized: Bool, classes: Int) -> FourLayerConvNet {
    FourLayerConvNet(classes: classes, activation: .relu, normalized: isNormalized)
  }
}
