import Foundation
import ShinsoData
import ShinsoNN
import ShinsoTensor

/// The performance of a network on a data set.
public struct Evaluation: Sendable {
  /// A class and its probability according to the network.
  public struct Guess: Sendable, Hashable {
    /// An index into the data set's class names.
    public let label: Int
    public let probability: Float
  }

  /// The number of samples.
  public let samples: Int
  /// The mean of `-log softmax(logits)[label]`.
  public let loss: Double
  /// The fraction of samples whose most probable class is correct. A sample with a NaN in the
  /// output counts as wrong.
  public let accuracy: Double
  /// The most probable classes of each sample in the loader's order: five unless more were
  /// requested, and none if the output contains a NaN.
  public let guesses: [[Guess]]
  /// The number of guesses kept per sample, if there are that many classes.
  public let guessesKept: Int
  /// The correct class of each sample, in the loader's order.
  public let labels: [Int]
  public let confusion: ConfusionMatrix

  /// The fraction of samples whose correct class is among the `count` most probable; `count` is
  /// limited to ``guessesKept``.
  public func accuracy(top count: Int) -> Double {
    precondition(
      (1...guessesKept).contains(count), "only \(guessesKept) most probable classes are kept")
    if labels.isEmpty { return 0 }
    let right = zip(guesses, labels).count { guesses, label in
      guesses.prefix(count).contains { $0.label == label }
    }
    return Double(right) / Double(labels.count)
  }

  /// The fraction of samples whose correct class is among the five most probable.
  public var top5Accuracy: Double { accuracy(top: 5) }

  /// Accuracy comes first and decides which evaluation is best; then the loss and other values for
  /// the log.
  public var scores: Scores {
    var scores = Scores(samples: samples, [.accuracy: accuracy, .loss: loss])
    if confusion.classNames.count > 5 {
      scores.add(.top5Accuracy, top5Accuracy, weight: Double(samples))
    }
    scores.add(.macroF1, confusion.scores.macroF1, weight: Double(samples))
    return scores
  }

  /// The most probable class of each sample, in the loader's order; nil if the output contains a
  /// NaN.
  public var predictions: [Int?] { guesses.map { $0.first?.label } }
}

/// Runs a network in evaluation mode over epoch 0 of a loader. Afterwards each module has its
/// previous mode again.
///
/// - Parameters:
///   - model: takes `[B, …]` and returns logits `[B, classes]`.
///   - guesses: how many of the most probable classes to keep for each sample, at least five.
/// - Throws: `InputError` if a sample cannot be read, or if the number of classes of the network
///   and the data differ.
public func evaluate<Data: ClassificationDataset>(
  _ model: any TensorLayer, on loader: DataLoader<Data>, guesses: Int = 5,
  progress: ProgressReporter? = nil
) throws -> Evaluation {
  try evaluate(model, on: loader, guesses: guesses, progress: progress) {}
}

/// `check` is called before each batch and may throw.
func evaluate<Data: ClassificationDataset>(
  _ model: any TensorLayer, on loader: DataLoader<Data>, guesses: Int = 5,
  progress: ProgressReporter? = nil, check: () throws -> Void
) throws -> Evaluation {
  var score = Score(classNames: loader.dataset.classNames, guessesKept: max(guesses, 5))
  try forEachSample(model, on: loader, guesses: max(guesses, 5), check: check) {
    score.add($0)
    progress?.update(score.samples)
  }
  progress?.finish()
  return score.evaluation
}

/// The same by several ranks, each of which looks at some of the samples.
///
/// - Throws: what one of them threw, on all.
func evaluate<Data: ClassificationDataset>(
  _ model: any TensorLayer, on loader: DataLoader<Data>, sharedBy ranks: Ranks,
  check: () throws -> Void
) throws -> Evaluation {
  let kept = 5
  let own = try loader.shared(by: ranks.count, rank: ranks.rank, divided: false)
  var samples: [EvaluatedSample] = []
  let result = Result {
    try forEachSample(model, on: own, guesses: kept, check: check) { samples.append($0) }
  }
  _ = try ranks.sum(Scores(), of: result)
  let parts = try ranks.gather(EvaluatedSample.data(samples)).map { EvaluatedSample.list($0) }
  var score = Score(classNames: loader.dataset.classNames, guessesKept: kept)
  // Dealt out one by one; a few at the end are dealt twice.
  for place in 0..<loader.dataset.count {
    score.add(parts[place % ranks.count][place / ranks.count])
  }
  return score.evaluation
}

private func forEachSample<Data: ClassificationDataset>(
  _ model: any TensorLayer, on loader: DataLoader<Data>, guesses: Int,
  check: () throws -> Void, _ body: (EvaluatedSample) -> Void
) throws {
  let modes = model.modes
  model.mode = .evaluation
  defer { model.modes = modes }
  let classes = loader.dataset.classNames.count
  let batches = loader.epoch(0)
  while let batch = try batches.next() {
    try check()
    let logits = withoutGradients { model(batch.samples) }
    let labels = batch.indices.map(loader.dataset.label)
    guard logits.shape == [labels.count, classes] else {
      throw InputError(
        "model",
        "gives outputs of shape \(logits.shape) for \(labels.count) samples of \(classes) classes")
    }
    logits.withUnsafeBytes { bytes in
      let values = bytes.bindMemory(to: Float.self)
      for (row, label) in labels.enumerated() {
        body(
          EvaluatedSample(
            UnsafeBufferPointer(rebasing: values[row * classes..<(row + 1) * classes]),
            label: label, guesses: guesses))
      }
    }
  }
}

/// The counts of an evaluation so far.
private struct Score {
  private var loss = 0.0
  private var labels: [Int] = []
  private var guesses: [[Evaluation.Guess]] = []
  private var confusion: ConfusionMatrix
  private let guessesKept: Int

  init(classNames: [String], guessesKept: Int) {
    confusion = ConfusionMatrix(classNames: classNames)
    self.guessesKept = guessesKept
  }

  var samples: Int { guesses.count }

  var evaluation: Evaluation {
    let count = Double(max(samples, 1))
    return Evaluation(
      samples: samples, loss: loss / count, accuracy: confusion.accuracy,
      guesses: guesses, guessesKept: guessesKept, labels: labels, confusion: confusion)
  }

  mutating func add(_ sample: EvaluatedSample) {
    loss += sample.loss
    labels.append(sample.label)
    guesses.append(sample.guesses)
    confusion.add(actual: sample.label, predicted: sample.guesses.first?.label)
  }
}
