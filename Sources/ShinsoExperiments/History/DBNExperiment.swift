import ArgumentParser
import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoTensor
import ShinsoTraining
import ShinsoZoo

/// Deep belief nets: Hinton & Salakhutdinov, "Reducing the dimensionality of data with neural
/// networks", Science 313, 2006. Restricted Boltzmann machines are trained one on top of the other by
/// contrastive divergence, unrolled into an autoencoder 784-1000-500-250-30 and fine-tuned; another
/// stack becomes a classifier 784-500-500-2000-10. Beside each stands the same net from random
/// weights, N(0, 0.1²), with the same optimizer and epochs, and beside the autoencoder the first 30
/// principal components.
///
/// The paper: squared error 3.00 a test digit (PCA-30: 13.87), 1.25 % of the test digits classified
/// wrong. Departures: 20 epochs for each RBM in place of 50, and in place of conjugate gradients on
/// batches of 1,000, fine-tuning by Adam (autoencoder) and by SGD with momentum 0.9 (classifier), on
/// batches of 100, at rates that fall to 0 along a line.
struct DBNExperiment: Trainable, Evaluable, Predicting, Visualizing {
  static let about = About(
    id: "dbn", field: .history, year: 2006,
    title: "Deep belief nets: pretraining by RBMs, autoencoder and classifier", data: "mnist-5k",
    expectation: "MNIST: squared error 2.8 a digit (PCA-30: 13.9), 1.2 % of the digits wrong",
    example: "--data mnist --plot")

  struct TrainOptions: ParsableArguments {
    @Option(data: "Digits in MNIST's format") var data: DataName = "mnist-5k"
    @Option("Layers of the encoder, the code last.", in: .each(.range(1...65_536)))
    var layers: CommaList<Int> = [1000, 500, 250, 30]
    @Option("Hidden layers of the classifier.", in: .each(.range(1...65_536)))
    var classifierLayers: CommaList<Int> = [500, 500, 2000]
    @Option("Passes over the data for each RBM; the paper's 50.", in: .count)
    var pretrainEpochs = 20
    @Option("Passes for fine-tuning the autoencoder, and for its random twin.", in: .count)
    var epochs = 30
    @Option("Passes for fine-tuning the classifier, and for its random twin.", in: .count)
    var classifierEpochs = 20
    @Option("Gibbs steps of contrastive divergence.", in: 1...1000) var cd = 1
    @Option("Rate of the RBMs; of the code's a hundredth.", in: .positive) var rbmRate = 0.1
    @Option("Rate of Adam for the autoencoder, falling to 0.", in: .positive)
    var learningRate = 1e-3
    @Option("Rate of SGD for the classifier, falling to 0.", in: .positive)
    var classifierRate = 0.3
    @OptionGroup var checkpoints: CheckpointOptions
  }

  static func train(_ options: TrainOptions, in run: Run) throws {
    let digits = try DigitData(options.data)
    let training = try DBNTraining(options, digits, run)
    let nets = try training.nets()
    let scores = try DBNScores.scores(nets, on: digits.test)
    for (metric, value) in scores.values {
      Console.result("test \(metric.title): \(metric.text(value))")
    }
    try run.finish(
      nets.tensors,
      metadata: [
        "layers": options.layers.description,
        "classifierLayers": options.classifierLayers.description,
        "classes": jsonList(digits.train.classNames),
      ], scores: scores)
    run.draw {
      try DBNPictures(nets, digits.test).write(
        reconstructions: run.folder.picture(.reconstructions), codes: run.folder.picture(.codes))
    }
  }

  struct EvaluateOptions: ParsableArguments {
    @OptionGroup var model: ModelOptions
    @Option(
      "Digits in MNIST's format, whose test files are used.", default: "what it was trained on",
      completion: .directory)
    var data: DataName?
  }

  static func evaluate(_ options: EvaluateOptions) throws -> Report {
    let (nets, model) = try DBNNets.load(options.model)
    let source = try options.data ?? DataName(model.required("data"))
    let test = try DigitData(source).test
    return Report(
      system: about.id, data: source.recordedText, try DBNScores.scores(nets, on: test))
  }

  typealias PredictOptions = ModelOptions

  static let predictExample = "--sample seven.png --top 3"
  static let sampleForm = DigitInk.form

  static func predict(_ options: ModelOptions, samples: [String], top: Int) throws -> [Prediction] {
    let (nets, model) = try OpenModels.model(options, of: about.id) { try DBNNets.load(options) }
    let names = try model.names("classes")
    return try PictureFiles.readable(samples).map { url in
      let x = try DigitInk.digit(url).flattened(from: 1)
      let logits = withoutGradients { nets.classifier(x) }.scalars(as: Float.self)
      return Prediction(sample: url.relativePath, logits: logits, names: names, top: top)
    }
  }

  typealias VisualizeOptions = EvaluateOptions

  /// The codes of the test digits as points of a plane.
  static func visualize(_ options: EvaluateOptions, to picture: URL) throws {
    let (nets, model) = try DBNNets.load(options.model)
    let source = try options.data ?? DataName(model.required("data"))
    try DBNPictures(nets, DigitData(source).test).writeCodes(to: picture)
  }
}
