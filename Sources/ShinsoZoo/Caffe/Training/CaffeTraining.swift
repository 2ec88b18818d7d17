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
  private let training: CaffeImporter
  private let test: (graph: Graph, importer: CaffeImporter)?
  private let sampleShape: Shape

  /// - Parameters:
  ///   - sampleShape: `[C, H, W]`, of what the data layers make.
  ///   - file: the solver's, which errors name.
  /// - Throws: `InputError` that names the layer that cannot be trained.
  public init(_ solver: CaffeSolver, sampleShape: Shape, file: String) throws {
    self.solver = solver
    self.sampleShape = sampleShape
    let input = sampleShape.inserting(1, at: 0)
    let training = CaffeImporter(
      file: file, purpose: .training(input: input), values: .fillers)
    model = try training.graph(solver.training)
    self.training = training
    guard !training.losses.isEmpty else { throw InputError(file, "the net has no loss") }
    guard !training.losses.contains(where: { $0.kind != .softmax && $0.target == nil }) else {
      throw InputError(file, "labels are compared by SoftmaxWithLoss alone")
    }
    guard let net = solver.test?.net else {
      test = nil
      return
    }
    let importer = CaffeImporter(
      file: file, purpose: .training(input: input), values: .shared(training.parameters))
    test = (try importer.graph(net), importer)
    test?.graph.mode = .evaluation
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

  /// The training net with the weights as they are now.
  public var net: CaffeNet { solver.training.filled(from: training.parameters) }

  /// The net for use: without labels, with an input of one sample.
  public var deployed: CaffeNet {
    (solver.test?.net ?? solver.training).deployed(input: sampleShape.inserting(1, at: 0))
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
