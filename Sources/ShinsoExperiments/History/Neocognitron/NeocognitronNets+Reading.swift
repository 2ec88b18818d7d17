import ShinsoData
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

extension NeocognitronNets {
  /// With a linear SVM for each reading that has learned from all digits.
  func reading(
    _ digits: TensorDataset, named data: String, cost: Double, seed: UInt64
  ) throws -> NeocognitronNets {
    guard Set(digits.labels).count > 1 else {
      throw InputError(data, "holds digits of one class only; nothing can be told apart")
    }
    var readouts: [Reading: LinearSVM] = [:]
    for reading in Reading.allCases {
      let progress = ProgressReporter(
        title: "reading \(reading.title)", total: digits.count, unit: "digits")
      var rows: [[Float]] = []
      let batches = DataLoader(digits, batchSize: 250).epoch(0)
      while let batch = try batches.next() {
        rows += features(reading, batch.samples)
        progress.update(rows.count)
      }
      progress.finish()
      readouts[reading] = LinearSVM(
        denseRows: rows, labels: digits.labels, classCount: 10, cost: cost, seed: seed)
    }
    return NeocognitronNets(learned: learned, random: random, votes: votes, readouts: readouts)
  }

  /// The parts of the digits that each readout and the vote take for another, moved by `shift`
  /// pixels in each of the eight directions.
  func scores(_ digits: some ClassificationDataset, shift: Int) throws -> Scores {
    var scores = Scores(samples: digits.count)
    let moves = shift == 0 ? [(0, 0)] : Self.moves(shift)
    let progress = ProgressReporter(
      title: shift == 0 ? "test digits" : "moved by \(shift)", total: digits.count, unit: "digits")
    var wrong: [Metric: Int] = [:]
    var done = 0
    let batches = DataLoader(digits, batchSize: 250).epoch(0)
    while let batch = try batches.next() {
      let labels = batch.labels.scalars(as: Int64.self).map(Int.init)
      for (down, right) in moves {
        // What comes in is black.
        let x = batch.samples.padded(before: [0, 0, down, right], after: [0, 0, -down, -right])
        for reading in Reading.allCases {
          guard let svm = readouts[reading] else { continue }
          let found = features(reading, x).map { svm.predict($0) }
          wrong[NeocognitronExperiment.error(reading), default: 0] +=
            zip(found, labels).count { $0 != $1 }
        }
        wrong[NeocognitronExperiment.voteError, default: 0] +=
          zip(vote(x), labels).count { $0 != $1 }
      }
      done += labels.count
      progress.update(done)
    }
    progress.finish()
    for metric in NeocognitronExperiment.errors {
      let count = Double(digits.count * moves.count)
      scores.add(metric, Double(wrong[metric] ?? 0) / count, weight: count)
    }
    return scores
  }

  private static func moves(_ shift: Int) -> [(down: Int, right: Int)] {
    [-shift, 0, shift].flatMap { down in [-shift, 0, shift].map { (down, $0) } }
      .filter { $0 != (0, 0) }
  }
}
