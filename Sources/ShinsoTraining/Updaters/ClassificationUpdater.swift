import ShinsoData
import ShinsoNN
import ShinsoTensor

/// Trains a classifier with softmax cross-entropy, also of its auxiliary heads; accuracy decides which
/// evaluation is best.
public final class ClassificationUpdater<Data: ClassificationDataset>: GradientUpdater<Data> {
  private let results: Results

  /// The last evaluation with its predictions and confusion matrix, for plots.
  public var lastEvaluation: Evaluation? { results.last }

  /// Averages have statistics of each rank's own.
  public override var sharesEvaluation: Bool { settings.weightAverage == nil }

  private final class Results {
    var last: Evaluation?
  }

  /// - Parameters:
  ///   - model: takes `[B, …]` and returns logits `[B, classes]`.
  ///   - test: held-out samples; nil to evaluate nothing.
  ///   - labelSmoothing: the part of each label that is spread over all classes.
  public init<Test: ClassificationDataset>(
    _ model: any TensorLayer, _ optimizer: any Optimizer, train: DataLoader<Data>,
    test: DataLoader<Test>?, labelSmoothing: Double = 0,
    settings: UpdateSettings = UpdateSettings()
  ) {
    let results = Results()
    self.results = results
    super.init(
      model, optimizer, on: train, settings: settings,
      evaluating: { checkForStop in
        guard let test else { return nil }
        let evaluation =
          if let ranks = Ranks.current, !Ranks.areAsynchronous, settings.weightAverage == nil {
            try ShinsoTraining.evaluate(
              model, on: test, sharedBy: ranks, check: checkForStop)
          } else {
            try ShinsoTraining.evaluate(model, on: test, check: checkForStop)
          }
        results.last = evaluation
        return evaluation.scores
      },
      gradients: Self.gradients(
        of: { batch in
          let (loss, logits) = classificationLoss(
            model, batch.samples, batch.labels, smoothing: labelSmoothing)
          return (loss, accuracyScores(logits, batch.labels))
        }, model))
  }
}

/// The fraction of rows of the logits `[B, C]` whose largest element is that of the label (int64
/// `[B]`).
public func accuracyScores(_ logits: Tensor, _ labels: Tensor) -> Scores {
  let correct = logits.detached.argmax(axis: 1).withUnsafeBytes { predicted in
    labels.withUnsafeBytes { labels in
      zip(predicted.bindMemory(to: Int64.self), labels.bindMemory(to: Int64.self))
        .reduce(0) { $0 + ($1.0 == $1.1 ? 1 : 0) }
    }
  }
  let count = labels.elementCount
  return Scores(samples: count, [.accuracy: Double(correct) / Double(max(count, 1))])
}
