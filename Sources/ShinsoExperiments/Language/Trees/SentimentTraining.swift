import ArgumentParser
import ShinsoData
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import ShinsoTraining

/// How networks on trees of sentences are trained.
enum SentimentTraining {
  /// How the parts of the loss count.
  struct Weights {
    /// The classes at all nodes that have a label, the roots among them.
    var nodes = 1.0
    /// The classes at the roots once more.
    var roots = 0.0
    /// The reconstruction error.
    var reconstruction = 0.0
  }

  static func train<System: HasRecipe>(
    _ model: any SentimentModel, on data: SentimentData, _ words: SentenceWords, dropping: Double,
    _ weights: Weights, _ update: UpdateOptions<System>, _ length: LengthOptions<System>,
    metadata: [String: String], in run: Run
  ) throws {
    let loader = DataLoader(
      SentenceDataset(
        sentences: data[.train], words: words, dropping: dropping, identity: data.digest),
      batchSize: update.batchSize, shuffle: .seed(run.seed))
    let updates = try length.updates(
      perEpoch: max(loader.batchesPerEpoch / update.batchesPerUpdate, 1))
    let held = SentenceDataset(
      sentences: data[.dev], words: words, dropping: 0, identity: data.digest)
    let updater = GradientUpdater(
      model, update.makeOptimizer(), on: loader, settings: update.settings(updates: updates),
      evaluating: {
        try SentimentScore.scores(of: model, on: held, checkForStop: $0) { loss($0, $1, weights) }
      },
      loss: { batch in
        let reading = model.read(batch)
        var score = SentimentScore()
        score.add(reading, of: batch)
        return (loss(reading, batch, weights), score.accuracies)
      })
    updater.batchContents = (update.batchSize, "sentences")
    try run.train(
      updater, TrainingPlan(updates: updates, length),
      metadata: metadata.merging([
        "vocabulary": words.vocabulary.json, "classes": "\(data.classes)", "text": data.digest,
      ]) { $1 }, extensions: update.extensions(updater, updates: updates))
  }

  /// The mean over the sentences.
  private static func loss(
    _ reading: SentimentReading, _ batch: [SentenceDataset.Sample], _ weights: Weights
  ) -> Tensor {
    let rows = batch.enumerated().map { place, sample in
      sample.sentence.labels(for: reading.children[place]).map(Int64.init)
    }
    func crossEntropy(_ labels: [[Int64]]) -> Tensor {
      applyOp(
        SoftmaxCrossEntropyOp(CrossEntropyRule(ignoredLabel: Int(ignored), isMean: false)),
        reading.logits, reading.forest.spread(labels, filling: ignored))
    }
    var total = crossEntropy(rows) * weights.nodes
    if weights.roots > 0 {
      let roots = rows.map { labels in
        labels.indices.map { $0 == labels.count - 1 ? labels[$0] : ignored }
      }
      total = total + crossEntropy(roots) * weights.roots
    }
    if let error = reading.reconstructionError, weights.reconstruction > 0 {
      total = total + error * weights.reconstruction
    }
    return total / Double(batch.count)
  }

  private static let ignored = Int64(LabeledTree.unlabeled)
}
