import ArgumentParser
import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// The perceptron and its error-correction rule: Rosenblatt 1957. On points that a plane separates it
/// makes no more mistakes than Novikoff's bound (R/γ)² allows, and then none; on others it never
/// ends by itself.
struct PerceptronExperiment: Trainable, Evaluable {
  static let about = About(
    id: "perceptron", field: .history, year: 1957,
    title: "Perceptron: the error-correction rule and Novikoff's bound",
    data: "points, made here",
    expectation: "separable points: no mistakes after some epochs, fewer in all than (R/γ)²",
    example: "--points 200 --margin 0.1 --plot")

  struct TrainOptions: ParsableArguments {
    @Option(
      "Digits in MNIST's format to tell apart, in place of points.", default: "points, made here",
      completion: .directory)
    var data: DataName?
    @Option("The two digits to tell apart.", in: .digitPair) var digits: CommaList<Int> = [0, 1]
    @Option("Points.", in: 2...1_000_000) var points = 100
    @Option("Coordinates of a point.", in: 1...10_000) var dimension = 2
    @Option("By how much the classes are moved apart.", in: .notNegative) var margin = 0.1
    @Option(
      "Part of the labels that are wrong, so that no plane separates the points.",
      in: .range(0...0.5)) var noise = 0.0
    @Option("Epochs after which it gives up.", in: 1...1_000_000) var epochs = 1000
  }

  static let mistakes = Metric("mistakes", .lower, .number(digits: 0), reduction: .sum)
  static let bound = Metric("novikoffBound", .lower, .number(digits: 1), reduction: .sum)

  private static let epochs = Wording("epoch", "エポック")

  static func train(_ options: TrainOptions, in run: Run) throws {
    let (points, teacher) = try training(options, seed: run.seed)
    var perceptron = Perceptron(dimension: points.dimension)
    let training = perceptron.train(on: points, maximumEpochs: options.epochs, seed: run.seed)
    let bound = NovikoffBound.least(for: points, from: teacher ?? perceptron.weights, steps: 300)
    let accuracy = 1 - Double(perceptron.errors(on: points)) / Double(points.count)
    var scores = Scores(
      samples: points.count,
      [.accuracy: accuracy, mistakes: Double(training.totalMistakes)])
    if let bound { scores.add(Self.bound, bound.mistakes, weight: 1) }
    tell(training, bound)
    try run.finish(
      [("weights", Tensor(perceptron.weights.map { Float($0) }))],
      metadata: ["digits": options.digits.description, "converged": "\(training.hasConverged)"],
      scores: scores)
    run.draw { try draw(options, points, perceptron, training, bound, in: run.folder) }
  }

  private static func tell(_ training: PerceptronTraining, _ bound: NovikoffBound?) {
    let made =
      "\(counted(training.totalMistakes, "mistake")) in "
      + "\(counted(training.epochs, "epoch"))"
    Console.result(
      training.hasConverged
        ? "separated: \(made)" : "not separated: \(made); it would go on forever")
    if let bound {
      Console.result(
        String(
          format: "Novikoff's bound (R/γ)² = (%.3f / %.4f)² = %.1f", bound.radius, bound.margin,
          bound.mistakes))
    } else {
      Console.result("no plane was found that separates the points, so there is no bound")
    }
  }

  private static func training(
    _ options: TrainOptions, seed: UInt64
  ) throws -> (points: LabeledPoints, teacher: [Double]?) {
    if let data = options.data {
      return (try pair(DigitData(data).train, options.digits.values), nil)
    }
    if options.noise > 0 {
      return (
        .inseparable(
          count: options.points, dimension: options.dimension, noise: options.noise, seed: seed),
        nil
      )
    }
    let (points, teacher) = LabeledPoints.separable(
      count: options.points, dimension: options.dimension, margin: options.margin, seed: seed)
    return (points, teacher)
  }

  /// Two digits against each other: the first is +1.
  private static func pair(_ data: TensorDataset, _ digits: [Int]) throws -> LabeledPoints {
    var (values, labels) = ([Float](), [Int]())
    let size = data.sampleShape.elementCount
    var generator = SplitMix64(seed: 0)
    var sample = [Float](repeating: 0, count: size)
    for index in 0..<data.count where digits.contains(data.label(index)) {
      try sample.withUnsafeMutableBufferPointer {
        try data.write(index, into: $0, using: &generator)
      }
      values += sample
      labels.append(data.label(index) == digits[0] ? 1 : -1)
    }
    return LabeledPoints(dimension: size, values: values, labels: labels)
  }

  private static func draw(
    _ options: TrainOptions, _ points: LabeledPoints, _ perceptron: Perceptron,
    _ training: PerceptronTraining, _ bound: NovikoffBound?, in folder: RunFolder
  ) throws {
    var total = 0
    let curve = training.mistakes.enumerated().map { epoch, count -> Chart.Point in
      total += count
      return Chart.Point(Double(epoch + 1), Double(total))
    }
    var series = [Chart.Series(Wording("mistakes so far", "これまでの間違い").line, curve)]
    if let bound {
      series.append(
        Chart.Series(
          Wording("Novikoff's bound", "ノビコフの上限").line,
          [curve.first, curve.last].compactMap { $0 }.map {
            Chart.Point($0.x, bound.mistakes)
          }, style: .dashedLine))
    }
    let top = max(Double(total), bound?.mistakes ?? 0)
    try Chart(
      title: Wording("Perceptron: mistakes", "パーセプトロンの間違い").line,
      x: Chart.Axis(epochs.line, isWhole: true),
      y: Chart.Axis(
        Wording("mistakes in all", "間違いの合計").line, range: 0...max(top * 1.05, 1), isWhole: true),
      series: series
    ).write(to: folder.picture(.curves))
    guard points.dimension == 2 else { return }
    let reach = Double(points.values.map(abs).max() ?? 1) * 1.05
    let panel = DecisionRegions.Panel(
      title: "\(Wording("points", "点").line): \(points.count),  "
        + "\(Wording("mistakes", "間違い").line): \(training.totalMistakes)", x: -reach...reach,
      y: -reach...reach,
      points: points.labels.indices.map { index in
        let point = Array(points[index])
        return DecisionRegions.Point(
          Double(point[0]), Double(point[1]), isPositive: points.labels[index] > 0)
      }, range: -1e-3...1e-3
    ) { grid in grid.map { perceptron.score($0) } }
    try DecisionRegions(
      title: Wording("Perceptron", "パーセプトロン").line, panels: [panel],
      classNames: (negative: "−1", positive: "+1")
    ).write(to: folder.picture(.regions))
  }

  struct EvaluateOptions: ParsableArguments {
    @OptionGroup var model: ModelOptions
    @Option("Digits in MNIST's format, whose test files are used.", completion: .directory)
    var data: DataName = "mnist-5k"
  }

  /// Scores a perceptron that learned two digits on the test digits.
  static func evaluate(_ options: EvaluateOptions) throws -> Report {
    let model = try TrainedModel(options.model, of: about.id)
    guard model.metadata["data"] != nil else {
      let scores = try Scores(json: model.required("scores"))
      guard let scores else { throw InputError(model.file.path, "has scores that make no sense") }
      return Report(system: about.id, data: "the points it learned from", scores)
    }
    guard let digits = CommaList<Int>(argument: try model.required("digits")),
      digits.values.count == 2
    else { throw InputError(model.file.path, "does not say its two digits") }
    let points = try pair(DigitData(options.data).test, digits.values)
    let weights = try model.content.tensor(named: "weights").scalars(as: Float.self)
    guard weights.count == points.dimension + 1 else {
      throw InputError(
        model.file.path,
        "has \(counted(weights.count - 1, "input")), the digits "
          + "\(points.dimension) pixels")
    }
    let errors = Perceptron(weights: weights.map(Double.init)).errors(on: points)
    return Report(
      system: about.id, data: "\(options.data), \(digits.values[0]) against \(digits.values[1])",
      Scores(
        samples: points.count, [.accuracy: 1 - Double(errors) / Double(max(points.count, 1))]))
  }
}

extension Limits<CommaList<Int>> {
  /// Two different digits.
  static var digitPair: Limits {
    Limits("two digits from 0 to 9, as 3,8") {
      $0.values.count == 2 && $0.values.allSatisfy((0...9).contains) && $0.values[0] != $0.values[1]
    }
  }
}
