import ShinsoData
import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// The neurons of a ``SparseAutoencoder``, and what they are compared with: those of the same net before it
/// learned, whose filters are random, and the pixels.
struct SparseNeurons {
  enum Reading: CaseIterable {
    case learned, random, pixels

    var metric: Metric {
      switch self {
      case .learned: Metric("neuronAccuracy", .higher, .percent)
      case .random: Metric("randomNeuronAccuracy", .higher, .percent)
      case .pixels: Metric("pixelAccuracy", .higher, .percent)
      }
    }
  }

  /// What single units tell of the classes.
  struct Findings {
    let label: Int
    let detector: Detectors.Detector
    let scores: Scores
    /// One line a class.
    let lines: [String]
    /// Of the learned neurons, `[N, units]`.
    let values: Tensor
  }

  let learned: SparseAutoencoder
  let random: SparseAutoencoder

  /// Pictures of a class that each half must have.
  private static let least = 10

  /// - Parameter className: nil for the class that a neuron tells best on the half that chooses it.
  /// - Throws: `InputError` for a class that is not there, or if there are too few pictures.
  func findings(_ pictures: TensorDataset, of className: String?, in data: String) throws
    -> Findings
  {
    let names = pictures.classNames
    let labels = pictures.labels
    let counts = names.indices.map { label in labels.count { $0 == label } }
    var usable = names.indices.filter { counts[$0] >= 2 * Self.least && counts[$0] < labels.count }
    if let className {
      guard let label = names.firstIndex(of: className) else {
        throw InputError(
          "--class \(className)", "is none of: \(names.joined(separator: ", "))")
      }
      usable = usable.filter { $0 == label }
    }
    let values = try values(.learned, pictures)
    let learned = Detectors(values, labels: labels, classCount: names.count)
    let found = usable.compactMap { label in learned.best(for: label).map { (label, $0) } }
    guard let (label, detector) = found.max(by: { $0.1.chosen < $1.1.chosen }) else {
      throw InputError(
        data,
        "holds out too few pictures: at least \(2 * Self.least) of \(className ?? "a class") and some of "
          + "another are needed")
    }
    let others = try [Reading.random, .pixels].map { reading in
      Detectors(
        try self.values(reading, pictures), labels: labels, classCount: names.count)
    }
    var scores = Scores(samples: labels.count)
    let lines = found.map { name, own in
      let rows = [own.accuracy] + others.map { $0.greatestAccuracy(for: name) }
      if name == label {
        for (reading, accuracy) in zip(Reading.allCases, rows) {
          scores.add(reading.metric, accuracy, weight: Double(labels.count))
        }
      }
      let texts = zip(Reading.allCases, rows).map {
        "\($0.metric.title) \($0.metric.text($1))"
      }
      return "\(names[name]): \(texts.joined(separator: ", "))"
    }
    return Findings(
      label: label, detector: detector, scores: scores, lines: lines, values: values)
  }

  /// `[N, units]`.
  private func values(_ reading: Reading, _ pictures: TensorDataset) throws -> Tensor {
    let progress = ProgressReporter(
      title: "reading for \(reading.metric.title)", total: pictures.count, unit: "pictures")
    defer { progress.finish() }
    var parts: [Tensor] = []
    let batches = DataLoader(pictures, batchSize: 250).epoch(0)
    while let batch = try batches.next() {
      parts.append(
        withoutGradients {
          switch reading {
          case .learned: learned(batch.samples)
          case .random: random(batch.samples)
          case .pixels: batch.samples
          }
        }.flattened(from: 1))
      progress.update(parts.reduce(0) { $0 + $1.shape[0] })
    }
    return concatenate(parts, axis: 0)
  }
}

// MARK: - In a model's file

extension SparseNeurons {
  var tensors: [NamedTensor] {
    learned.state.prefixed("learned/") + random.state.prefixed("random/")
  }

  static func metadata(_ form: SparseAutoencoderForm) -> [String: String] {
    ["maps": "\(form.maps)", "field": "\(form.field)", "pool": "\(form.pool)"]
  }

  init(_ saved: TrainedModel) throws {
    let file = saved.file.path
    guard
      let form = SparseAutoencoderForm(
        side: SmallPictures.size, maps: try saved.size("maps"), field: try saved.size("field"),
        pool: try saved.size("pool"))
    else { throw InputError(file, "says sizes that make no sense") }
    for stage in 0..<SparseAutoencoderForm.stageCount {
      for part in ["learned", "random"] {
        try saved.require(form.filterShape(ofStage: stage), "\(part)/stages.\(stage).filters")
      }
    }
    let tensors = try saved.content.tensors()
    func net(_ name: String) throws -> SparseAutoencoder {
      let net = SparseAutoencoder(form)
      try net.load(tensors.part("\(name)/"), from: file)
      return net
    }
    self.init(learned: try net("learned"), random: try net("random"))
  }
}
