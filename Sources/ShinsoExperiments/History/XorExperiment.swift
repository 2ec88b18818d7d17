import ArgumentParser
import Foundation
import ShinsoFormats
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// Exclusive or, side by side: a single layer, which Minsky & Papert showed in 1969 to be unable to
/// compute it, and a net with hidden units trained by backpropagation, as in Rumelhart, Hinton &
/// Williams, "Learning internal representations by error propagation", 1986.
struct XorExperiment: Trainable, Evaluable {
  static let about = About(
    id: "xor", field: .history, year: 1969,
    title: "XOR: one layer cannot, backpropagation through a hidden one can",
    data: "the four cases",
    expectation: "one layer: at most 3 of 4 cases; with hidden units: 4 of 4")

  struct TrainOptions: ParsableArguments {
    @Option("Hidden units of the second net.", in: 1...1000) var hidden = 2
    @Option("Passes over the four cases.", in: 1...1_000_000) var epochs = 5000
    @Option("The learning rate.", in: .positive) var learningRate = 0.5
    @Option("The momentum.", in: .belowOne) var momentum = 0.9
  }

  static let singleLayerAccuracy = Metric("singleLayerAccuracy", .lower, .percent)

  static func train(_ options: TrainOptions, in run: Run) throws {
    func net(_ hidden: Int) throws -> (XorNetwork, errors: [Double]) {
      run.seedInitializers()
      let net = XorNetwork(hidden: hidden)
      let errors = net.train(
        updates: options.epochs, learningRate: options.learningRate, momentum: options.momentum
      ) {}
      return (net, errors)
    }
    let (single, singleErrors) = try net(0)
    let (deep, deepErrors) = try net(options.hidden)
    for (name, net, errors) in [
      ("one layer", single, singleErrors), ("\(options.hidden) hidden units", deep, deepErrors),
    ] {
      let outputs: [Float] = withoutGradients { net(XorNetwork.inputs) }.scalars()
      let cases = zip(["00", "01", "10", "11"], outputs).map {
        "\($0) → \(String(format: "%.2f", $1))"
      }
      Console.result(
        "\(name): \(net.casesRight) of 4 right, error \(String(format: "%.4f", errors.last ?? 0)) "
          + "(\(cases.joined(separator: ", ")))")
    }
    let scores = scores(deep, single)
    try run.finish(
      single.state.prefixed("single/") + deep.state.prefixed("deep/"),
      metadata: ["hidden": "\(options.hidden)"], scores: scores)
    run.draw { try draw(single, deep, singleErrors, deepErrors, in: run.folder) }
  }

  private static func scores(_ deep: XorNetwork, _ single: XorNetwork) -> Scores {
    Scores(
      samples: 4,
      [
        .accuracy: Double(deep.casesRight) / 4,
        singleLayerAccuracy: Double(single.casesRight) / 4,
      ])
  }

  private static let oneLayer = Wording("one layer", "単層")
  private static let withHiddenUnits = Wording("with hidden units", "隠れ層あり")

  private static func draw(
    _ single: XorNetwork, _ deep: XorNetwork, _ singleErrors: [Double], _ deepErrors: [Double],
    in folder: RunFolder
  ) throws {
    let points = zip([(0, 0), (0, 1), (1, 0), (1, 1)], [false, true, true, false]).map {
      DecisionRegions.Point(Double($0.0), Double($0.1), isPositive: $1)
    }
    func panel(_ title: String, _ net: XorNetwork) -> DecisionRegions.Panel {
      DecisionRegions.Panel(title: title, x: -0.5...1.5, y: -0.5...1.5, points: points) { grid in
        let x = Tensor(grid.flatMap { $0 }, shape: [grid.count, 2])
        return (withoutGradients { net(x) }.scalars() as [Float]).map(Double.init)
      }
    }
    try DecisionRegions(
      title: "XOR",
      panels: [
        panel("\(oneLayer.line): \(single.casesRight)/4", single),
        panel("\(withHiddenUnits.line): \(deep.casesRight)/4", deep),
      ]
    ).write(to: folder.picture(.regions))
    func curve(_ name: String, _ errors: [Double]) -> Chart.Series {
      let step = max(errors.count / 500, 1)
      return Chart.Series(
        name,
        stride(from: 0, to: errors.count, by: step).map { Chart.Point(Double($0), errors[$0]) })
    }
    try Chart(
      title: Wording("XOR: error of the four cases", "四つの場合の誤差").line,
      x: Chart.Axis(Wording("epoch", "エポック").line, isWhole: true),
      y: Chart.Axis("½ Σ (output − target)²"),
      series: [curve(oneLayer.line, singleErrors), curve(withHiddenUnits.line, deepErrors)]
    ).write(to: folder.picture(.curves))
  }

  typealias EvaluateOptions = ModelOptions

  static func evaluate(_ options: ModelOptions) throws -> Report {
    let model = try TrainedModel(options, of: about.id)
    let hidden: Int = try model.value("hidden")
    guard (1...1000).contains(hidden) else {
      throw InputError(model.file.path, "says hidden \(hidden), which makes no sense")
    }
    let (single, deep) = (XorNetwork(hidden: 0), XorNetwork(hidden: hidden))
    let tensors = try model.content.tensors()
    try single.load(tensors.part("single/"), from: model.file.path)
    try deep.load(tensors.part("deep/"), from: model.file.path)
    return Report(system: about.id, data: about.data, scores(deep, single))
  }
}
