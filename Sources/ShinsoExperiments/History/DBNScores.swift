import ShinsoData
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// How good `dbn`'s nets are.
enum DBNScores {
  /// The squared error summed over the pixels, mean over the digits.
  static let reconstructionError = Metric("reconstructionError", .lower, .number(digits: 3))
  static let randomInitReconstructionError = Metric(
    "randomInitReconstructionError", .lower, .number(digits: 3))
  static let pcaReconstructionError = Metric("pcaReconstructionError", .lower, .number(digits: 3))
  static let classificationError = Metric("classificationError", .lower, .percent)
  static let randomInitClassificationError = Metric(
    "randomInitClassificationError", .lower, .percent)

  static func scores(_ nets: DBNNets, on test: TensorDataset) throws -> Scores {
    let errors: [(Metric, Scores)] = [
      (reconstructionError, try reconstruction(test) { nets.autoencoder.reconstruct($0) }),
      (
        randomInitReconstructionError,
        try reconstruction(test) { nets.randomAutoencoder.reconstruct($0) }
      ),
      (pcaReconstructionError, try reconstruction(test) { nets.components.reconstruct($0) }),
      (classificationError, try classification(test) { nets.classifier($0) }),
      (randomInitClassificationError, try classification(test) { nets.randomClassifier($0) }),
    ]
    var scores = Scores(samples: test.count)
    for (metric, found) in errors {
      scores.add(metric, found.values[0].value, weight: Double(test.count))
    }
    return scores
  }

  static func reconstruction(
    _ test: TensorDataset, _ checkForStop: () throws -> Void = {},
    by reconstruct: (Tensor) -> Tensor
  ) throws -> Scores {
    try sum(test, checkForStop) { x, _ in
      Scores(
        samples: x.shape[0],
        [
          reconstructionError: ShinsoModels.reconstructionError(reconstruct(x), x).item()
        ])
    }
  }

  static func classification(
    _ test: TensorDataset, _ checkForStop: () throws -> Void = {}, by classify: (Tensor) -> Tensor
  ) throws -> Scores {
    try sum(test, checkForStop) { x, labels in
      let accuracy = accuracyScores(classify(x), labels)[.accuracy] ?? 0
      return Scores(samples: x.shape[0], [classificationError: 1 - accuracy])
    }
  }

  private static func sum(
    _ test: TensorDataset, _ checkForStop: () throws -> Void,
    _ score: (Tensor, Tensor) -> Scores
  ) throws -> Scores {
    var scores = Scores()
    let batches = DataLoader(test, batchSize: 500).epoch(0)
    while let batch = try batches.next() {
      try checkForStop()
      scores.add(withoutGradients { score(batch.samples.flattened(from: 1), batch.labels) })
    }
    return scores
  }
}
