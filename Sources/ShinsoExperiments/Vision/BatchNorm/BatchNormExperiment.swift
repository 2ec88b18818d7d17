import ArgumentParser
import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// Batch normalization: Ioffe & Szegedy, "Batch normalization: accelerating deep network training by
/// reducing internal covariate shift", ICML 2015. The same nets with it and without:
///
/// - Figure 1: three layers of 100 sigmoid units on digits, in steps of 60. The test accuracy over the
///   steps, and the 15th, 50th and 85th percentile of what one sigmoid of the last hidden layer takes.
/// - Figures 2 and 3, scaled: there Inception on ImageNet, its base rate times 1, 5 and 30, and the
///   steps to the best accuracy of the net without normalization. Here a small convolutional net on
///   pictures of 32 × 32, and each rate without normalization, too: the larger ones hold only with it.
///
/// The paper makes 50,000 steps on MNIST and does not say at what rate. Inception there needs 31.0
/// million steps, with normalization 13.3, at rates times 5 and 30 2.1 and 2.7.
struct BatchNormExperiment: Trainable, Evaluable {
  static let about = About(
    id: "batchnorm", field: .vision, year: 2015,
    title: "Batch normalization: the same nets with and without it", data: "mnist-5k",
    expectation: "the same accuracy in fewer steps; rates times 5 and 30 hold only with it",
    example: "--data mnist --steps 50000 --plot")

  struct TrainOptions: ParsableArguments {
    @Option(data: "Digits in MNIST's format") var data: DataName = "mnist-5k"
    @Option("Updates of each sigmoid net; the paper's 50000.", in: .count) var steps = 10_000
    @Option("Rate of the sigmoid nets.", in: .positive) var learningRate = 0.1
    @Option("Test accuracy of the sigmoid nets to which steps are counted.", in: .betweenZeroAndOne)
    var target = 0.9
    @Option("Digits in a batch.", in: 2...10_000) var batchSize = 60
    @Option("The unit of the last hidden layer that is watched.", in: 1...100) var unit = 1
    @Option(data: "Digits, pictures by class or CIFAR-10's own files for the convolutional nets")
    var pictures: DataName = "mnist-5k"
    @Option("Training pictures at most; if there are more, so many are drawn.", in: 1...200_000)
    var samples = 50_000
    @Option("Passes over the pictures for each convolutional net.", in: .count) var epochs = 10
    @Option("Base rate of the convolutional nets.", in: .positive) var baseRate = 0.001
    @Option("What the base rate is multiplied by; begins with 1.", in: .each(.range(0.001...1e6)))
    var factors: CommaList<Double> = [1, 5, 30]
    @Option("Pictures in a batch.", in: 2...10_000) var pictureBatchSize = 64
    @OptionGroup var checkpoints: CheckpointOptions

    func validate() throws {
      guard factors.values.first == 1, Set(factors.values).count == factors.values.count else {
        throw ValidationError("--factors \(factors): begin with 1, and name each factor once")
      }
    }
  }

  static func train(_ options: TrainOptions, in run: Run) throws {
    let digits = try DigitData(options.data)
    let pictures = try SmallPictures(options.pictures, most: options.samples, seed: run.seed)
    let sigmoid = try SigmoidTrainings(options, digits, run).results()
    let rates = try RateTrainings(options, pictures, run).results()
    let figures = BatchNormFigures(sigmoid, target: options.target, rates)
    let scores = try figures.scores(digits: digits.test, pictures: pictures.test)
    for line in figures.lines { Console.result(line) }
    try run.finish(
      figures.tensors,
      metadata: pictures.metadata.merging([
        "factors": options.factors.description, "target": "\(options.target)",
      ]) { $1 },
      scores: scores)
    run.draw {
      try figures.draw(
        sigmoid: run.folder.picture(.percentiles), rates: run.folder.picture(.rates),
        table: run.folder.picture(.table))
    }
  }

  struct EvaluateOptions: ParsableArguments {
    @OptionGroup var model: ModelOptions
    @Option(
      "Digits in MNIST's format, whose test files are used.", default: "what it was trained on",
      completion: .directory)
    var data: DataName?
    @Option(
      "Likewise for the convolutional nets.", default: "what they were trained on",
      completion: .file())
    var pictures: DataName?
  }

  static func evaluate(_ options: EvaluateOptions) throws -> Report {
    let model = try TrainedModel(options.model, of: about.id)
    let figures = BatchNormFigures(
      try SigmoidTrainings.load(model), target: try model.value("target"),
      try RateTrainings.load(model))
    let source = try model.source(options.data)
    var report = Report(
      system: about.id, data: source.recordedText,
      try figures.scores(
        digits: DigitData(source).test, pictures: SmallPictures.test(of: model, options.pictures)))
    report.lines = [figures.lines.joined(separator: "\n")]
    let charts = figures.sigmoidCharts
    report.draw = { try charts.write(to: $0) }
    return report
  }
}
