import ArgumentParser
import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import ShinsoTraining

/// Rectified linear units: Glorot, Bordes & Bengio, "Deep sparse rectifier neural networks", AISTATS
/// 2011; Krizhevsky, Sutskever & Hinton, "ImageNet classification with deep convolutional neural
/// networks", NIPS 2012. One small convolutional net, once with tanh and once with ReLU, without any
/// regularization: passes over the data until a quarter of the training pictures is still wrong, as in
/// figure 1 of the latter. There, on CIFAR-10, the net with ReLU is six times as fast.
///
/// Like there, each net has the rate that suits it best: of several that are tried, the fastest; and as
/// that paper prepares its pictures and nets (sections 2 and 5), the nets take raw values from which the
/// mean is taken away, and start from weights of N(0, 0.01²). Here, on CIFAR-10, the net with ReLU is
/// 3.6 times as fast (6.1 epochs against 22.4, batches of 128). On the thousand drawings of the default
/// data, which a net can learn by heart, both take as long at their best rates, and at equal rates up to
/// 0.003 ReLU is at least twice as fast. The training error is that of the updates of an epoch, as they
/// are made.
///
/// Besides, the table of Jarrett, Kavukcuoglu, Ranzato & LeCun, "What is the best multi-stage
/// architecture for object recognition?", ICCV 2009: filters, random or learned without labels, trained
/// with the classifier or not, and behind them rectification, local contrast normalization and pooling
/// of means or maxima, each on and off. The paper's numbers, of Caltech-101 with 30 pictures a class,
/// stand beside; ours are of other pictures, so only the order of columns and rows compares.
struct ReLUExperiment: Trainable, Evaluable {
  static let about = About(
    id: "relu", field: .history, year: 2012,
    title: "ReLU against tanh: epochs to 25 % training error", data: "openclipart",
    expectation:
      "CIFAR-10: ReLU is there three times sooner (the paper: six times); drawings: as soon",
    example: "--data cifar-10-binary.tar.gz --batch-size 128 --plot")

  struct TrainOptions: ParsableArguments {
    @Option(data: "Pictures by class: a folder, an archive, or CIFAR-10's own files")
    var data: DataName = "openclipart"
    @Option("Training pictures at most; if there are more, so many are drawn.", in: 1...200_000)
    var samples = 50_000
    @Option("The training error at which a net is there.", in: .betweenZeroAndOne)
    var target = 0.25
    @Option("Passes over the data for each net, at most.", in: .count) var epochs = 60
    @Option("Rates to try for the net with ReLU.", in: .each(.positive))
    var reluRates: CommaList<Double> = [0.0003, 0.001, 0.003]
    @Option("Rates to try for the net with tanh.", in: .each(.positive))
    var tanhRates: CommaList<Double> = [0.001, 0.003, 0.01]
    @Option(batch: "Pictures in a batch.") var batchSize = 32
    @Option(data: "Digits, pictures by class or CIFAR-10's own files for the table")
    var tableData: DataName = "mnist-5k"
    @Option("Training pictures for the table, at most; 0 leaves it out.", in: 0...200_000)
    var tableSamples = 400
    @Option("Test pictures for the table, at most.", in: 1...200_000) var tableTestSamples = 500
    @Option("Passes over the training pictures for each cell of the table.", in: .count)
    var tableEpochs = 20
    @Option("Passes over 20,000 patches for the filters without labels.", in: .count)
    var filterEpochs = 5
    @OptionGroup var checkpoints: CheckpointOptions
  }

  static func train(_ options: TrainOptions, in run: Run) throws {
    let pictures = try SmallPictures(options.data, most: options.samples, seed: run.seed, raw: true)
    let race = try ActivationRace(options, pictures, run)
    let results = try race.results()
    for line in ActivationFigure(results, target: options.target).lines { Console.result(line) }
    let table =
      options.tableSamples > 0 ? try StageTrainings(options, run).table() : nil
    for line in table?.lines ?? [] { Console.result(line) }
    let scores = try ActivationFigure.scores(
      results, target: options.target, test: pictures.test)
    try run.finish(
      results.flatMap { $0.tensors } + (table.map { [("table", $0.tensor)] } ?? []),
      metadata: pictures.metadata.merging([
        "target": "\(options.target)", "tableData": options.tableData.title,
      ]) { $1 }, scores: scores)
    run.draw {
      try ActivationFigure(results, target: options.target).chart(run.title)
        .write(to: run.folder.picture(.curves))
      try table?.sheet.write(to: run.folder.picture(.table))
    }
  }

  struct EvaluateOptions: ParsableArguments {
    @OptionGroup var model: ModelOptions
    @Option(
      "Pictures by class, as for training.", default: "what it was trained on",
      completion: .file())
    var data: DataName?
  }

  static func evaluate(_ options: EvaluateOptions) throws -> Report {
    let model = try TrainedModel(options.model, of: about.id)
    let classes = try model.names("classes").count
    let target: Double = try model.value("target")
    let results = try ActivationResult.activations.map {
      try ActivationResult($0, classes: classes, from: model)
    }
    let test = try SmallPictures.test(of: model, options.data)
    var scores = try ActivationFigure.scores(results, target: target, test: test)
    let table =
      model.content.names.contains("table")
      ? try StageTable(
        model.content.tensor(named: "table"), of: model.metadata["tableData"],
        from: model.file.path) : nil
    for (metric, value) in table?.metrics ?? [] {
      scores.add(metric, value, weight: Double(test.count))
    }
    var report = Report(
      system: about.id, data: try model.source(options.data).recordedText, scores)
    let figure = ActivationFigure(results, target: target)
    report.lines = [figure.lines, table?.lines ?? []].filter { !$0.isEmpty }
      .map { $0.joined(separator: "\n") }
    let chart = figure.chart(about.id)
    report.draw = { try chart.write(to: $0) }
    return report
  }
}
