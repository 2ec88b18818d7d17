import ArgumentParser
import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import ShinsoTraining
import ShinsoZoo

/// The neocognitron on MNIST's digits: Fukushima, "Neocognitron", Biological Cybernetics 36, 1980, see
/// ``Neocognitron``. It learns without labels. Then each topmost plane stands for the class whose digits
/// it won most often, and beside this vote a linear SVM reads the C-cells of the second stage. The
/// same readout of the pixels, which is a perceptron's, and of as many random S-planes that fire as
/// often show what was gained, on digits where they were learned and moved.
///
/// Departures: while it learns, S-cells are more selective than later, so that each plane keeps a feature
/// of its own and yet answers to others like it (Fukushima & Tanigawa, "Use of different thresholds in
/// learning and recognition", Neurocomputing 11, 1996). The paper trains on one example of each of five
/// digits and has no readout.
struct NeocognitronExperiment: Trainable, Evaluable, Predicting, Visualizing {
  static let about = About(
    id: "neocognitron", field: .history, year: 1980,
    title: "Neocognitron: features by competition, whatever their place", data: "mnist-5k",
    expectation: "MNIST: about 2 % wrong by a linear readout, that of the pixels 8 %",
    example: "--data mnist --plot")

  struct TrainOptions: ParsableArguments {
    @Option(data: "Digits in MNIST's format") var data: DataName = "mnist-5k"
    @Option("S-planes of the three stages.", in: .three(.range(1...1000)))
    var planes: CommaList<Int> = [24, 80, 300]
    @Option("How alike what it sees must be to what a cell learned.", in: .three(.positive))
    var selectivity: CommaList<Double> = [1.5, 1, 2]
    @Option("The same while it learns.", in: .three(.positive))
    var learningSelectivity: CommaList<Double> = [4, 2.5, 4]
    @Option("Digits from which each stage learns.", in: .three(.range(1...10_000_000)))
    var patterns: CommaList<Int> = [1000, 2000, 4000]
    @Option("C of the readouts' SVMs.", in: .positive) var cost = 1.0
  }

  static let readoutError = Metric("classificationError", .lower, .percent)
  static let voteError = Metric("voteError", .lower, .percent)
  static let randomError = Metric("randomPlanesError", .lower, .percent)
  static let pixelError = Metric("pixelError", .lower, .percent)
  static let errors = [readoutError, voteError, randomError, pixelError]

  static func error(_ reading: NeocognitronNets.Reading) -> Metric {
    switch reading {
    case .learned: readoutError
    case .random: randomError
    case .pixels: pixelError
    }
  }

  static func train(_ options: TrainOptions, in run: Run) throws {
    let digits = try DigitData(options.data)
    let nets = try NeocognitronTraining(options: options, digits: digits, run: run).nets()
    let scores = try nets.scores(digits.test, shift: 0)
    for (metric, value) in scores.values {
      Console.result("test \(metric.title): \(metric.text(value))")
    }
    try run.finish(
      nets.tensors,
      metadata: [
        "planes": options.planes.description, "selectivity": options.selectivity.description,
      ], scores: scores)
    run.draw {
      try shifts(nets, digits.test).write(to: run.folder.picture(.curves))
      try NeocognitronPicture(nets.learned, digits.test).write(to: run.folder.picture(.responses))
    }
  }

  struct EvaluateOptions: ParsableArguments {
    @OptionGroup var model: ModelOptions
    @Option(
      "Digits in MNIST's format, whose test files are used.", default: "what it was trained on",
      completion: .directory)
    var data: DataName?
    @Option("Pixels by which the digits are moved, in each of eight directions.", in: 0...14)
    var shift = 0
  }

  static let drawsEvaluation = false
  static let evaluateExample = "--shift 2 --json"

  static func evaluate(_ options: EvaluateOptions) throws -> Report {
    let (nets, model) = try NeocognitronNets.load(options.model)
    let source = try model.source(options.data)
    let test = try DigitData(source).test
    let scores = try nets.scores(test, shift: options.shift)
    return Report(system: about.id, data: source.recordedText, scores)
  }

  /// Errors over how far the digits are moved.
  private static func shifts(
    _ nets: NeocognitronNets, _ test: TensorDataset
  ) throws -> Chart {
    let digits = Subset(test, indices: Array(0..<min(test.count, 500)))
    let scores = try (0...6).map { try nets.scores(digits, shift: $0) }
    let names = [
      readoutError: Wording(NeocognitronNets.Reading.learned.title, "ネオコグニトロン"),
      voteError: Wording("vote of its planes", "細胞面の投票"),
      randomError: Wording(NeocognitronNets.Reading.random.title, "乱数のS細胞面"),
      pixelError: Wording(NeocognitronNets.Reading.pixels.title, "画素"),
    ]
    return Chart(
      title: Wording("Moved digits", "ずらした数字").line,
      x: Chart.Axis(Wording("pixels to the side", "ずらした画素数").line, isWhole: true),
      y: Chart.Axis(Wording("wrong", "誤り").line + " (%)", range: 0...100),
      series: errors.map { metric in
        Chart.Series(
          names[metric]?.line ?? "",
          scores.enumerated().map { shift, scores in
            Chart.Point(Double(shift), 100 * (scores[metric] ?? 0))
          })
      })
  }

  typealias PredictOptions = ModelOptions

  static let predictExample = "--sample seven.png --top 3"
  static let sampleForm = DigitInk.form

  static func predict(_ options: ModelOptions, samples: [String], top: Int) throws -> [Prediction] {
    let (nets, _) = try OpenModels.model(options, of: about.id) {
      try NeocognitronNets.load(options)
    }
    return try PictureFiles.readable(samples).map { url in
      let x = try DigitInk.digit(url)
      let decisions = nets.readouts[.learned]?.decisions(nets.features(.learned, x)[0]) ?? []
      return Prediction(
        sample: url.relativePath, logits: decisions.map { Float($0) },
        names: (0..<10).map(String.init), top: top)
    }
  }

  struct VisualizeOptions: ParsableArguments {
    @OptionGroup var model: ModelOptions
    @Option("A digit to show the net.", default: "a test digit", completion: .file())
    var sample: String?
  }

  /// What each layer answers to a digit.
  static func visualize(_ options: VisualizeOptions, to picture: URL) throws {
    let (nets, model) = try NeocognitronNets.load(options.model)
    guard let sample = options.sample else {
      let test = try DigitData(model.source(nil)).test
      return try NeocognitronPicture(nets.learned, test).write(to: picture)
    }
    try NeocognitronPicture(nets.learned, DigitInk.digit(URL(filePath: sample))).write(to: picture)
  }
}

extension Limits {
  /// One value for each stage.
  fileprivate static func three<Element>(_ each: Limits<Element>) -> Limits
  where Value == CommaList<Element> {
    Limits("three values, \(each.text), separated by commas") {
      $0.values.count == 3 && $0.values.allSatisfy(each.contains)
    }
  }
}
