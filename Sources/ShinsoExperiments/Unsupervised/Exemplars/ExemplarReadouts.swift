import ShinsoData
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// Linear SVMs on what `exemplar-cnn` compares: the features of the net, those of the same net before it
/// learned, and the pixels.
struct ExemplarReadouts {
  enum Reading: String, CaseIterable {
    case learned, untrained, pixels

    var metric: Metric {
      switch self {
      case .learned: .accuracy
      case .untrained: Metric("untrainedAccuracy", .higher, .percent)
      case .pixels: Metric("pixelAccuracy", .higher, .percent)
      }
    }
  }

  /// Features of a picture.
  private static let width = ExemplarNetwork.featureCounts.reduce(0, +)

  let learned: ExemplarNetwork
  let untrained: ExemplarNetwork
  var machines: [Reading: LinearSVM] = [:]

  /// Rows whose parts, one a layer, have unit length, so that one cost suits all and no layer counts more
  /// for its larger answers.
  private func rows(_ reading: Reading, _ x: Tensor) -> [[Float]] {
    let parts = withoutGradients {
      switch reading {
      case .learned: learned.features(x)
      case .untrained: untrained.features(x)
      case .pixels: [x.flattened(from: 1)]
      }
    }.map(SVMTask.normalized)
    return (0..<x.shape[0]).map { row in parts.flatMap { $0[row] } }
  }

  /// Whether pictures show two classes or more.
  static func canTellApart(_ pictures: some ClassificationDataset) -> Bool {
    Set((0..<pictures.count).map(pictures.label)).count > 1
  }

  /// Learns from labeled pictures.
  mutating func learn(
    _ pictures: some ClassificationDataset, cost: Double, seed: UInt64
  ) throws {
    let labels = (0..<pictures.count).map(pictures.label)
    for reading in Reading.allCases {
      let rows = try self.rows(reading, pictures, title: "reading for \(reading.metric.title)")
      machines[reading] = LinearSVM(
        denseRows: rows, labels: labels, classCount: pictures.classNames.count, cost: cost,
        seed: seed)
    }
  }

  /// The part of the pictures that each tells right.
  func scores(_ pictures: some ClassificationDataset) throws -> Scores {
    var scores = Scores(samples: pictures.count)
    for reading in Reading.allCases {
      guard let machine = machines[reading] else { continue }
      let rows = try self.rows(reading, pictures, title: reading.metric.title)
      let right = rows.enumerated().count { machine.predict($1) == pictures.label($0) }
      scores.add(
        reading.metric, Double(right) / Double(max(pictures.count, 1)),
        weight: Double(pictures.count))
    }
    return scores
  }

  /// What the net says of pictures: `[N, 640]`.
  func features(_ pictures: some ClassificationDataset) throws -> Tensor {
    let rows = try rows(.learned, pictures, title: "features")
    return Tensor(Array(rows.joined()), shape: [rows.count, Self.width])
  }

  private func rows(
    _ reading: Reading, _ pictures: some ClassificationDataset, title: String
  ) throws -> [[Float]] {
    let progress = ProgressReporter(title: title, total: pictures.count, unit: "pictures")
    defer { progress.finish() }
    var rows: [[Float]] = []
    let batches = DataLoader(pictures, batchSize: 250).epoch(0)
    while let batch = try batches.next() {
      rows += self.rows(reading, batch.samples)
      progress.update(rows.count)
    }
    return rows
  }
}

// MARK: - In a model's file

extension ExemplarReadouts {
  var tensors: [NamedTensor] {
    learned.state.prefixed("learned/") + untrained.state.prefixed("untrained/")
      + Reading.allCases.compactMap { reading in
        machines[reading].map { ("machine/\(reading.rawValue)", $0.tensor) }
      }
  }

  init(_ saved: TrainedModel) throws {
    let file = saved.file.path
    let exemplars = try saved.size("exemplars")
    // Before memory is taken for what the metadata say.
    guard saved.content.shape(of: "learned/output.weight") == [exemplars, 128] else {
      throw InputError(file, "does not hold a net for \(exemplars) exemplars")
    }
    let tensors = try saved.content.tensors()
    func net(_ name: String) throws -> ExemplarNetwork {
      let net = ExemplarNetwork(exemplars: exemplars)
      try net.load(tensors.part("\(name)/"), from: file)
      net.mode = .evaluation
      return net
    }
    let classCount = try saved.names("classes").count
    var machines: [Reading: LinearSVM] = [:]
    // What has learned without classes has none.
    let isScored = saved.content.shape(of: "machine/\(Reading.learned.rawValue)") != nil
    for reading in Reading.allCases where isScored {
      let width = reading == .pixels ? 3 * 32 * 32 : Self.width
      machines[reading] = try LinearSVM(
        saved, "machine/\(reading.rawValue)", classes: classCount, width: width)
    }
    self.init(learned: try net("learned"), untrained: try net("untrained"), machines: machines)
  }
}
