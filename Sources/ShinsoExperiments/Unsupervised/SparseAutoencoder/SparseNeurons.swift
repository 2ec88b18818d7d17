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
    /// The class that the detector is for; nil where none can be told apart.
    let label: Int?
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

  /// The classes whose neurons can be chosen and scored: each half has some of them and some others.
  static func usableClasses(_ pictures: TensorDataset) -> [Int] {
    let counts = pictures.labels.reduce(
      into: [Int](repeating: 0, count: pictures.classNames.count)
    ) { $0[$1] += 1 }
    // The other half has the smaller part of each class.
    let halves = counts.map { $0 / 2 }
    let all = halves.reduce(0, +)
    return counts.indices.filter { halves[$0] >= least && all - halves[$0] >= least }
  }

  /// Without classes to tell apart: the neuron whose answers differ most from picture to picture.
  func findings(withoutClasses pictures: TensorDataset, in data: String) throws -> Findings {
    let values = try values(.learned, pictures, in: data)
    let mean = values.mean(axes: 0, keepingAxes: true)
    let spread: [Float] = (values - mean).square().mean(axes: 0).scalars()
    let unit = spread.indices.max { spread[$0] < spread[$1] } ?? 0
    return Findings(
      label: nil,
      detector: Detectors.Detector(
        unit: unit, threshold: 0, isAbove: true, chosen: 0.5, accuracy: 0.5),
      scores: Scores(), lines: [], values: values)
  }

  /// - Parameter className: nil for the class that a neuron tells best on the half that chooses it.
  /// - Throws: `InputError` for a class that is not there, or if there are too few pictures.
  func findings(_ pictures: TensorDataset, of className: String?, in data: String) throws
    -> Findings
  {
    let names = pictures.classNames
    let labels = pictures.labels
    var usable = Self.usableClasses(pictures)
    if let className {
      guard let label = names.firstIndex(of: className) else {
        throw InputError(
          "--class \(className)", "is none of: \(names.joined(separator: ", "))")
      }
      usable = usable.filter { $0 == label }
    }
    guard !usable.isEmpty else {
      throw InputError(
        data,
        "holds out too few pictures: at least \(2 * Self.least) of \(className ?? "a class") and as "
          + "many of others are needed")
    }
    let values = try values(.learned, pictures, in: data)
    let learned = Detectors(values, labels: labels, classCount: names.count)
    let found = usable.compactMap { label in learned.best(for: label).map { (label, $0) } }
    guard let (label, detector) = found.max(by: { $0.1.chosen < $1.1.chosen }) else {
      preconditionFailure("there are usable classes")
    }
    let others = try [Reading.random, .pixels].map { reading in
      Detectors(
        try self.values(reading, pictures, in: data), labels: labels, classCount: names.count)
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
  ///
  /// - Throws: `InputError` if weights are damaged, so that values are not finite.
  private func values(
    _ reading: Reading, _ pictures: TensorDataset, in data: String
  ) throws -> Tensor {
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
    let values = concatenate(parts, axis: 0)
    guard values.scalars(as: Float.self).allSatisfy(\.isFinite) else {
      throw InputError(data, "makes neurons answer what is no number; the model is damaged")
    }
    return values
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
