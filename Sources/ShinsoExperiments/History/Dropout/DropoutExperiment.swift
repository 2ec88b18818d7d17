import ArgumentParser
import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// Dropout: Hinton, Srivastava, Krizhevsky, Sutskever & Salakhutdinov, "Improving neural networks by
/// preventing co-adaptation of feature detectors", 2012. One net, 784-800-800-10, is trained three
/// times: by backpropagation alone, with half of the hidden units left out of each update, and with a
/// fifth of the inputs left out besides. The curves of test errors are those of the paper's figure 1.
///
/// The paper, on MNIST's 10,000 test digits after 3000 epochs: 160 errors without dropout (the best
/// published for such a net), about 130 with that of hidden units, about 110 with both.
///
/// As in the paper: batches of 100, momentum that rises from 0.5 to 0.99, gradients times 1 - momentum,
/// and with dropout no unit whose incoming weights have a squared length above 15. Scaled: the rate falls
/// by 0.998 in each of 3000 epochs there, and the momentum rises over the first 500; here the same way is
/// gone in the epochs that there are, from a rate of 3 in place of 10, which in so few epochs leaves
/// units dead. The net without dropout has no limit for its weights and a rate of its own, at which it
/// errs least.
struct DropoutExperiment: Trainable, Evaluable {
  static let about = About(
    id: "dropout", field: .history, year: 2012,
    title: "Dropout: test errors with and without", data: "mnist-5k",
    expectation: "fewer errors with it, fewest with that of the inputs too (MNIST: 160, 130, 110)",
    example: "--data mnist --epochs 60 --plot")

  struct TrainOptions: ParsableArguments {
    @Option(data: "Digits in MNIST's format") var data: DataName = "mnist-5k"
    @Option("Units of each hidden layer.", in: .each(.range(1...65_536)))
    var hidden: CommaList<Int> = [800, 800]
    @Option("Passes over the data for each of the three nets; the paper's 3000.", in: .count)
    var epochs = 100
    @Option("Part of the hidden units that is left out.", in: .betweenZeroAndOne)
    var hiddenDropout = 0.5
    @Option("Part of the inputs that is left out.", in: .betweenZeroAndOne) var inputDropout = 0.2
    @Option(
      "Greatest squared length of a hidden unit's incoming weights, with dropout.", in: .positive)
    var maxNorm = 15.0
    @Option("Rate at the beginning, with dropout; the paper's 10.", in: .positive)
    var learningRate = 3.0
    @Option("Rate at the beginning, without.", in: .positive) var plainRate = 1.0
    @Option("The momentum at the end of its rise.", in: .range(0.5...0.999)) var momentum = 0.99
    @Option(batch: "Digits in a batch.") var batchSize = 100
    @OptionGroup var checkpoints: CheckpointOptions
  }

  static func train(_ options: TrainOptions, in run: Run) throws {
    let digits = try DigitData(options.data)
    let nets = try DropoutTraining(options, digits, run).nets()
    let scores = try DropoutNets.scores(nets, on: digits.test)
    for (metric, value) in scores.values {
      Console.result("test \(metric.title): \(metric.text(value)) of \(digits.test.count)")
    }
    try run.finish(
      nets.flatMap { $0.tensors },
      metadata: [
        "hidden": options.hidden.description, "hiddenDropout": "\(options.hiddenDropout)",
        "inputDropout": "\(options.inputDropout)",
      ], scores: scores)
    run.draw { try DropoutNets.chart(nets, run.title).write(to: run.folder.picture(.curves)) }
  }

  struct EvaluateOptions: ParsableArguments {
    @OptionGroup var model: ModelOptions
    @Option(
      "Digits in MNIST's format, whose test files are used.", default: "what it was trained on",
      completion: .directory)
    var data: DataName?
  }

  static func evaluate(_ options: EvaluateOptions) throws -> Report {
    let model = try TrainedModel(options.model, of: about.id)
    let nets = try DropoutNets.load(model)
    let source = try model.source(options.data)
    var report = Report(
      system: about.id, data: source.recordedText,
      try DropoutNets.scores(nets, on: DigitData(source).test))
    let chart = DropoutNets.chart(nets, about.id)
    report.draw = { try chart.write(to: $0) }
    return report
  }
}
