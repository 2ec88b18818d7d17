import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoNN
import ShinsoTensor
import ShinsoTraining

/// A net trained as its solver says: the training net and the test net as graphs that share their
/// weights, which begin as the net's fillers say.
public struct CaffeTraining {
  public let solver: CaffeSolver
  /// The training net; its outputs are what the losses and measures take.
  public let model: Graph
  let training: CaffeImporter
  private let test: (graph: Graph, importer: CaffeImporter)?
  let sampleShape: Shape
  /// What is taken away from each channel of the samples.
  let means: [Float]

  /// - Parameters:
  ///   - sampleShape: `[C, H, W]`, of what the data layers make.
  ///   - means: what the samples lack in each channel, or in all; it goes into the net for use.
  /// - Throws: `InputError` that names the net's file and the layer that cannot be trained, or all
  ///   weights of the solver's files that do not fit.
  public init(_ solver: CaffeSolver, sampleShape: Shape, means: [Float] = []) throws {
    self.solver = solver
    self.sampleShape = sampleShape
    self.means = means
    let input = sampleShape.inserting(1, at: 0)
    let weights = try solver.weights.map { try CaffeNet(caffemodel: $0) }
    let names = weights.isEmpty ? nil : solver.weights.map(\.path).joined(separator: ", ")
    func starting(_ net: CaffeNet) -> CaffeNet {
      weights.reduce(net) { $0.takingBlobs(of: $1).net }
    }
    let file = solver.training.file
    let training = CaffeImporter(
      file: file, weights: names, purpose: .training(input: input), values: .fillers)
    model = try training.graph(starting(solver.training))
    try Self.checkBatches(model, sampleShape, file: file)
    self.training = training
    guard !training.losses.isEmpty else { throw InputError(file, "the net has no loss") }
    guard !training.losses.contains(where: { !$0.kind.takesLabels && $0.target == nil }) else {
      throw InputError(file, "labels are compared by SoftmaxWithLoss and HingeLoss alone")
    }
    guard let net = solver.test?.net else {
      test = nil
      return
    }
    let importer = CaffeImporter(
      file: net.file, weights: names, purpose: .training(input: input),
      values: .shared(training.parameters))
    let graph = try importer.graph(starting(net))
    try Self.checkBatches(graph, sampleShape, file: net.file)
    test = (graph, importer)
    test?.graph.mode = .evaluation
  }

  /// A net is made for one sample; whether it takes more, which its layers may fix, shows here.
  private static func checkBatches(_ graph: Graph, _ sample: Shape, file: String) throws {
    guard graph.inputs.count == 1 else {
      throw InputError(
        file,
        "its net takes \(counted(graph.inputs.count, "input")), not samples "
          + "alone")
    }
    let spec = TensorSpec(shape: sample.inserting(2, at: 0))
    do { _ = try graph.outputs(for: [spec]) } catch {
      throw InputError(file, "its net cannot take several samples at once: \(error)")
    }
  }

  /// Updates of the training net by batches of `train`, tests on batches of `test`.
  public func updater<Train: ClassificationDataset, Test: ClassificationDataset>(
    train: DataLoader<Train>, test loader: DataLoader<Test>, identity: [String: String]
  ) -> GradientUpdater<Train> {
    let updates = CaffeUpdates(solver)
    let (model, training, test) = (model, training, test)
    let updater = GradientUpdater(
      model, updates.optimizer, on: train, settings: updates.settings, identity: identity,
      evaluating: { checkForStop in
        guard let test else { return nil }
        var scores = Scores()
        let batches = loader.epoch(0)
        while let batch = try batches.next() {
          try checkForStop()
          let found = try withoutGradients {
            try test.importer.measure(test.graph([batch.samples]), batch.labels)
          }
          scores.add(found.scores)
        }
        return scores
      },
      loss: { batch in
        let found = try training.measure(model([batch.samples]), batch.labels)
        return (found.loss, found.scores.withoutLoss)
      })
    updater.onUpdate = updates.prepare
    return updater
  }
}

extension Scores {
  /// The updater puts the loss in front itself.
  fileprivate var withoutLoss: Scores {
    var rest = Scores(samples: samples)
    for (metric, value) in values where metric != .loss {
      rest.add(metric, value, weight: Double(samples))
    }
    return rest
  }
}
