import Foundation
import ShinsoData
import ShinsoTensor
import ShinsoTraining

extension Metric {
  /// Of whole sentences, all classes.
  static let rootAccuracy = Metric("rootAccuracy", .higher, .percent)
  /// Of whole sentences that are not neutral: good or bad.
  static let rootBinaryAccuracy = Metric("rootBinaryAccuracy", .higher, .percent)
  /// Of all nodes that have a label.
  static let nodeAccuracy = Metric("nodeAccuracy", .higher, .percent)
  /// The mean cross-entropy at the roots.
  static let rootLoss = Metric("rootLoss", .lower)
}

/// Counts how many sentences and nodes a network classifies as they are labeled.
struct SentimentScore {
  private struct Count {
    var right = 0
    var all = 0

    mutating func add(_ isRight: Bool) {
      right += isRight ? 1 : 0
      all += 1
    }
  }

  private var roots = Count()
  private var binary = Count()
  private var nodes = Count()
  private var loss = 0.0

  /// Scores sentences in batches, in evaluation mode.
  ///
  /// - Parameter objective: what a training lowers, a mean over sentences; it is scored as the loss.
  static func scores(
    of model: any SentimentModel, on dataset: SentenceDataset, progress: ProgressReporter? = nil,
    checkForStop: () throws -> Void = {},
    objective: ((SentimentReading, [SentenceDataset.Sample]) -> Tensor)? = nil
  ) throws -> Scores {
    let modes = model.modes
    model.mode = .evaluation
    defer { model.modes = modes }
    var score = SentimentScore()
    var objectives = Scores()
    let batches = DataLoader(dataset, batchSize: 64).epoch(0)
    while let batch = try batches.next() {
      try checkForStop()
      withoutGradients {
        let reading = model.read(batch)
        score.add(reading, of: batch)
        if let objective {
          objectives.add(.loss, objective(reading, batch).item(), weight: Double(batch.count))
        }
      }
      progress?.update(score.roots.all)
    }
    progress?.finish()
    return score.scores + objectives
  }

  mutating func add(_ reading: SentimentReading, of samples: [SentenceDataset.Sample]) {
    let classes = reading.logits.shape[1]
    let logits: [Float] = reading.logits.scalars()
    for (place, sample) in samples.enumerated() {
      let labels = sample.sentence.labels(for: reading.children[place])
      for (node, label) in labels.enumerated() where label != LabeledTree.unlabeled {
        let row = reading.forest.rows[place][node]
        let values = logits[row * classes..<(row + 1) * classes]
        let guess = (values.firstIndex(of: values.max() ?? 0) ?? values.startIndex) - row * classes
        nodes.add(guess == label)
        guard node == labels.count - 1 else { continue }
        roots.add(guess == label)
        let probabilities = Self.softmax(values)
        loss -= log(max(probabilities[Int(label)], 1e-30))
        if let isPositive = Self.isPositive(label, of: classes) {
          binary.add(Self.isPositive(probabilities) == isPositive)
        }
      }
    }
  }

  var accuracies: Scores {
    var scores = Scores(samples: roots.all)
    for (metric, count) in [
      (Metric.rootAccuracy, roots), (.rootBinaryAccuracy, binary), (.nodeAccuracy, nodes),
    ] where count.all > 0 {
      scores.add(
        metric, Double(count.right) / Double(count.all), weight: Double(count.all))
    }
    return scores
  }

  /// With the mean loss at the roots.
  var scores: Scores {
    var scores = accuracies
    scores.add(.rootLoss, loss / Double(max(roots.all, 1)), weight: Double(roots.all))
    return scores
  }

  static func softmax(_ logits: ArraySlice<Float>) -> [Double] {
    let greatest = logits.max() ?? 0
    let weights = logits.map { exp(Double($0 - greatest)) }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  /// Whether a label is in the better half; nil for the one in the middle.
  private static func isPositive(_ label: Int8, of classes: Int) -> Bool? {
    2 * Int(label) == classes - 1 ? nil : 2 * Int(label) > classes - 1
  }

  /// Whether the better half of the classes is likelier than the worse half.
  static func isPositive(_ probabilities: [Double]) -> Bool {
    let half = probabilities.count / 2
    return probabilities.suffix(half).reduce(0, +) > probabilities.prefix(half).reduce(0, +)
  }
}
