import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import ShinsoTraining

/// Stage by stage: the S-planes learn from the C-cells below, which have learned before.
struct NeocognitronTraining {
  let options: NeocognitronExperiment.TrainOptions
  let digits: DigitData
  let run: Run

  /// Sides of the squares of places whose cells compete, for each stage; of the topmost, the whole.
  private static let columns = [5, 5, Neocognitron.side]
  /// Digits on which the inhibition of random planes is set.
  private static let calibration = 200

  func nets() throws -> NeocognitronNets {
    run.seedInitializers()
    let planes = options.planes.values
    func net(_ selectivity: CommaList<Double>) -> Neocognitron {
      Neocognitron(planes: planes, selectivities: selectivity.values)
    }
    let learned = net(options.selectivity)
    let strict = net(options.learningSelectivity)
    for (index, stage) in learned.stages.enumerated() {
      try learn(strict.stages[index], index, below: learned.stages[..<index])
      stage.weight.assign(strict.stages[index].weight.detached)
      stage.inhibition.assign(strict.stages[index].inhibition.detached)
    }
    let random = net(options.selectivity)
    try randomize(random, as: learned)
    let nets = NeocognitronNets(
      learned: learned, random: random, votes: try votes(learned), readouts: [:])
    return try nets.reading(
      digits.train, named: options.data.text, cost: options.cost, seed: run.seed)
  }

  /// Stops competing planes from taking each other's patterns.
  private func learn(
    _ stage: NeocognitronStage, _ index: Int, below: ArraySlice<NeocognitronStage>
  ) throws {
    let count = min(options.patterns.values[index], digits.train.count)
    let progress = ProgressReporter(
      title: "stage \(index + 1) learns", total: count, unit: "digits")
    var learner = NeocognitronStage.Learner(stage)
    let batches = DataLoader(drawn(count), batchSize: 100).epoch(0)
    var done = 0
    while let batch = try batches.next() {
      let cells = withoutGradients { below.reduce(batch.samples) { $1($0) } }
      for sample in 0..<cells.shape[0] {
        learner.learn(
          cells.sliced(axis: 0, from: sample, to: sample + 1).squeezed(0),
          column: Self.columns[index])
        done += 1
        progress.update(done)
      }
    }
    progress.finish()
    let used = learner.wins.count { $0 > 0 }
    Console.note("stage \(index + 1): \(used) of \(stage.form.planes) planes have learned")
  }

  /// So many digits at random: files may be sorted by their classes.
  private func drawn(_ count: Int) -> Subset<TensorDataset> {
    var order = Array(0..<digits.train.count)
    var generator = SplitMix64(seed: run.seed)
    order.seededShuffle(using: &generator)
    return Subset(digits.train, indices: Array(order.prefix(count)))
  }

  /// Gives each stage that is read random weights, and so much inhibition that as many of its S-cells fire as of those
  /// that have learned.
  private func randomize(_ random: Neocognitron, as learned: Neocognitron) throws {
    let count = min(Self.calibration, digits.train.count)
    guard let batch = try DataLoader(drawn(count), batchSize: count).epoch(0).next() else {
      return
    }
    withoutGradients {
      var (own, its) = (batch.samples, batch.samples)
      // Nothing reads the last stage.
      for (stage, twin) in zip(random.stages.dropLast(), learned.stages) {
        let cells: [Float] = twin.simple(its).scalars()
        stage.randomize(
          on: own, activity: Double(cells.count { $0 > 0 }) / Double(cells.count),
          key: RandomGenerator.shared.next())
        (own, its) = (stage(own), twin(its))
      }
    }
  }

  /// The class that each topmost plane wins most often.
  private func votes(_ net: Neocognitron) throws -> [Int] {
    var counts = [[Int]](
      repeating: [Int](repeating: 0, count: 10), count: options.planes.values[2])
    let batches = DataLoader(digits.train, batchSize: 250).epoch(0)
    let progress = ProgressReporter(title: "votes", total: digits.train.count, unit: "digits")
    var done = 0
    while let batch = try batches.next() {
      let cells = withoutGradients { net(batch.samples) }.flattened(from: 1).rows
      for (row, label) in zip(cells, batch.labels.scalars(as: Int64.self)) {
        guard let winner = row.indices.max(by: { row[$0] < row[$1] }), row[winner] > 0 else {
          continue
        }
        counts[winner][Int(label)] += 1
      }
      done += cells.count
      progress.update(done)
    }
    progress.finish()
    return counts.map { counts in
      guard let most = counts.max(), most > 0 else { return -1 }
      return counts.firstIndex(of: most) ?? -1
    }
  }
}
