import ArgumentParser
import ShinsoData
import ShinsoExperiments
import ShinsoNN
import ShinsoTensor
import ShinsoTraining

/// A line through noisy points by least squares, in two phases: first through the origin, then with
/// an offset as well. Legendre, "Nouvelles méthodes pour la détermination des orbites", 1805.
struct LineExperiment: Trainable, Evaluable, HasRecipe {
  static let about = About(
    id: "line", field: .history, year: 1805, title: "A line through points, by least squares",
    data: "points, made here", expectation: "slope 2, offset 1", example: "--points 500 --noise 0.2"
  )
  static let recipe = Recipe(.sgd, learningRate: 0.05, batchSize: 20, length: .epochs(20))

  struct TrainOptions: ParsableArguments {
    @Option("Points to draw.", in: 20...100_000) var points = 200
    @Option("Standard deviation of the noise.", in: .notNegative) var noise = 0.1
    @OptionGroup(title: "Updates") var update: UpdateOptions<LineExperiment>
    @OptionGroup(title: "Length") var length: LengthOptions<LineExperiment>
  }

  /// How far the line is from the true one, y = 2 x + 1, at the ends of -1...1.
  static let deviation = Metric("deviation", .lower, .number(digits: 3))

  static func train(_ options: TrainOptions, in run: Run) throws {
    run.seedInitializers()
    let line = Line()
    let data = Points(count: options.points, noise: options.noise, seed: run.seed)
    for (name, isOffsetFrozen) in [("slope", true), ("offset", false)] {
      line.offset.isFrozen = isOffsetFrozen
      let loader = DataLoader(
        data, batchSize: options.update.batchSize, shuffle: .seed(run.seed), dropsLast: true)
      let updates = try options.length.updates(
        perEpoch: loader.batchesPerEpoch / options.update.batchesPerUpdate)
      let updater = GradientUpdater(
        line, options.update.makeOptimizer(), on: loader,
        settings: options.update.settings(updates: updates),
        evaluating: { _ in scores(line) },
        loss: { batch in
          (meanSquaredError(line(batch.x), batch.y), Scores(samples: batch.x.shape[0]))
        })
      try run.phase(name).train(
        updater, TrainingPlan(updates: updates, options.length),
        extensions: options.update.extensions(updater, updates: updates))
      // The averaged weights, if they are asked for.
      try line.load(updater.exported, from: name)
    }
    try run.finish(line.state, scores: scores(line))
  }

  typealias EvaluateOptions = ModelOptions

  static func evaluate(_ options: ModelOptions) throws -> Report {
    let model = try TrainedModel(options, of: about.id)
    let line = Line()
    try line.load(model.content.tensors(), from: model.file.path)
    return Report(system: about.id, data: about.data, scores(line))
  }

  private static func scores(_ line: Line) -> Scores {
    let ends = Tensor([-1, 1] as [Float], shape: [2, 1])
    let y: [Float] = withoutGradients { line(ends) }.scalars()
    return Scores(samples: 2, [deviation: Double(max(abs(y[0] + 1), abs(y[1] - 3)))])
  }
}

/// y = slope · x + offset: `[N, 1]` to `[N, 1]`.
final class Line: Module, Layer {
  let slope = Parameter(.zeros([1]))
  let offset = Parameter(.zeros([1]))

  func forward(_ x: Tensor) -> Tensor { x * slope.tensor + offset.tensor }
}

/// Points around y = 2 x + 1, made when they are asked for.
struct Points: Dataset {
  let count: Int
  let noise: Double
  let seed: UInt64

  var identity: String { "\(count) \(noise) \(seed)" }
  var bytesPerSample: Int { 8 }

  func batch(_ draws: [Draw]) throws -> (x: Tensor, y: Tensor) {
    let points = draws.map { draw -> (x: Float, y: Float) in
      var generator = SplitMix64(seed, UInt64(draw.index))
      let x = Double(generator.next() >> 11) * 0x1p-52 - 1
      // The sum of twelve uniform numbers is nearly normal, with variance 1.
      let z = (0..<12).reduce(-6.0) { sum, _ in sum + Double(generator.next() >> 11) * 0x1p-53 }
      return (Float(x), Float(2 * x + 1 + noise * z))
    }
    return (
      Tensor(points.map(\.x), shape: [points.count, 1]),
      Tensor(points.map(\.y), shape: [points.count, 1])
    )
  }
}
