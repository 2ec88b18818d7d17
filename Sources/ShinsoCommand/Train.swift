import ArgumentParser
import Foundation
import ShinsoExperiments

struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Trains a system.",
    discussion: """
      EXAMPLES
        shinso train lenet --data mnist --plot
        shinso train pretrained-svm --data photos/ --network efficientnet-lite0
        shinso train pretrained-mlp --batch-size 25 --epochs 25 --plot
      Interrupted (Ctrl-C), it saves and says how to resume.
      """)

  @Argument(help: "The system, an id of `shinso list`.")
  var id: String
  @OptionGroup var options: SystemOptions
  @OptionGroup var batch: BatchSizeOption
  @Option(help: "Passes over the training data.")
  var epochs: Int?
  @Option(help: "Updates, in place of --epochs.")
  var iterations: Int?
  @Option(name: .customLong("learning-rate"), help: "The base learning rate.")
  var learningRate: Double?
  @Option(help: "Seed of initial values, order and dropout.")
  var seed: UInt64?
  @Option(help: "The SVM's cost C.")
  var cost: Double?
  @Option(help: "Folds of the cross-validation.")
  var folds: Int?
  @Flag(help: "Draw curves, confusion matrix and gallery (gnuplot).")
  var plot = false
  @Flag(help: "Go on from the checkpoint of an interrupted run.")
  var resume = false
  @Option(name: [.short, .long], help: "The run's folder. [default: runs/ID]")
  var output: String?

  func validate() throws {
    for (name, value) in [("epochs", epochs), ("iterations", iterations)] {
      if let value, !(1...1_000_000_000).contains(value) {
        throw ValidationError("--\(name) \(value): must be at least 1")
      }
    }
    if let learningRate, !(learningRate > 0 && learningRate.isFinite) {
      throw ValidationError("--learning-rate \(learningRate): must be positive")
    }
    if let folds, folds < 2 { throw ValidationError("--folds \(folds): must be at least 2") }
    if let cost, !(cost > 0 && cost.isFinite) {
      throw ValidationError("--cost \(cost): must be positive")
    }
  }

  func run() throws {
    let system = try known(Catalog.system(id))
    var given = options.given
    if batch.batchSize != nil { given.insert(.batchSize) }
    if epochs != nil { given.insert(.epochs) }
    if iterations != nil { given.insert(.iterations) }
    if learningRate != nil { given.insert(.learningRate) }
    if seed != nil { given.insert(.seed) }
    if cost != nil { given.insert(.cost) }
    if folds != nil { given.insert(.folds) }
    if plot { given.insert(.plot) }
    if resume { given.insert(.resume) }
    if output != nil { given.insert(.output) }
    try check(given, for: system)
    var request = Request()
    options.apply(to: &request)
    request.batchSize = batch.batchSize
    request.epochs = epochs
    request.iterations = iterations
    request.learningRate = learningRate
    request.seed = seed ?? 1
    request.cost = cost
    request.folds = folds
    request.plots = plot
    request.resume = resume
    request.output = output
    request.command = (["shinso"] + CommandLine.arguments.dropFirst()).joined(separator: " ")
    try system.train(request)
  }
}
