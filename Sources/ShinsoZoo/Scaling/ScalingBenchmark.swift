import Foundation
import ShinsoFormats
import ShinsoNN
import ShinsoTensor
import ShinsoTraining

/// How a training gets faster with more ranks: measured with as many as this machine has cores, and
/// predicted for clusters.
public struct ScalingBenchmark {
  private let network: String
  private let variant: String?
  private let batchSize: Int
  private let mostRanks: Int

  /// Networks whose efficiency is predicted, with samples of a batch.
  private static let networks = [
    ("lenet", 64), ("resnet20-cifar", 128), ("alexnet", 32), ("googlenet", 16), ("resnet50", 8),
    ("vgg16", 4),
  ]
  /// Nodes for which it is predicted.
  static let nodes = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1000]

  public struct Report: Sendable, Encodable {
    public struct Point: Sendable, Encodable {
      public let ranks: Int
      public let milliseconds: Double
      public let samplesPerSecond: Double
      /// Of so many times one rank's throughput.
      public let efficiency: Double
      /// As the model has it.
      public let predicted: Double
    }

    public struct Prediction: Sendable, Encodable {
      public let network: String
      public let batchSize: Int
      public let milliseconds: Double
      public let megabytes: Double
      /// Of each number of nodes.
      public let ethernet: [Double]
      public let fast: [Double]
    }

    public let network: String
    public let batchSize: Int
    public let latencyMicroseconds: Double?
    public let gigabytesPerSecond: Double?
    public let measured: [Point]
    public let nodes: [Int]
    public let predictions: [Prediction]
  }

  public init(network: String, variant: String?, batchSize: Int, ranks: Int) {
    (self.network, self.variant) = (network, variant)
    (self.batchSize, mostRanks) = (batchSize, ranks)
  }

  // MARK: One of the processes

  /// What the ranks that this process belongs to measure, each with one thread.
  public func times() throws -> RankTimes {
    Threads.count = 1
    return try Self.times(network, variant, batchSize).times
  }

  private static func times(
    _ network: String, _ variant: String?, _ batchSize: Int
  ) throws -> (times: RankTimes, bytes: Double, last: Double) {
    let architecture = try NetworkSource(network, variantName: variant).architecture
    guard let classes = architecture.classCount else {
      throw InputError(network, "is not a classifier")
    }
    let model = try architecture.make()
    model.mode = .training
    let shape = architecture.preprocessing.inputShape.replacing(axis: 0, with: batchSize)
    let x = Initializer.uniform(1).make(shape, 1, 1, RandomKey(seed: 1, counter: 0))
    let labels = Tensor((0..<batchSize).map { Int64($0 % classes) })
    let optimizer = SGD(learningRate: 1e-4, momentum: 0.9)
    let times = try RankTimes(
      of: model,
      gradients: {
        classificationLoss(model, x, labels).loss.gradients(whenFinal: GradientExchange.receiver)
      }, apply: { optimizer.update(model, with: $0) })
    let sizes = model.parameters.map { Double($0.value.shape.elementCount * 4) }
    // The first layers' gradients are the last to be complete.
    let last = sizes.prefix(2).reduce(0, +)
    return (times, sizes.reduce(0, +), last)
  }

  // MARK: All of them

  /// - Parameters:
  ///   - program: this program.
  ///   - arguments: let it measure as one of the ranks and print the result as JSON.
  /// - Throws: `InputError` if mpirun is missing or fails.
  public func run(program: String, arguments: [String]) throws -> Report {
    let progress = ProgressReporter(
      title: "scaling", total: mostRanks + Self.networks.count, unit: "measurements")
    defer { progress.finish() }
    let all = try (1...mostRanks).map { ranks in
      defer { progress.update(ranks) }
      return try measured(ranks, program, arguments)
    }
    let own = try Self.times(network, variant, 1)
    let model = CommunicationModel(all.flatMap(\.sums))
    let one = all[0].update
    let predictions = try Self.networks.enumerated().map { number, entry in
      defer { progress.update(mostRanks + number + 1) }
      let (times, bytes, last) = try Self.times(entry.0, nil, entry.1)
      func efficiencies(_ network: CommunicationModel) -> [Double] {
        Self.nodes.map {
          network.efficiency(update: times.update, bytes: bytes, last: last, ranks: $0)
        }
      }
      return Report.Prediction(
        network: entry.0, batchSize: entry.1, milliseconds: times.update * 1e3,
        megabytes: bytes / 1e6, ethernet: efficiencies(.ethernet), fast: efficiencies(.fast))
    }
    return Report(
      network: network, batchSize: batchSize, latencyMicroseconds: model.map { $0.latency * 1e6 },
      gigabytesPerSecond: model.flatMap { $0.perByte > 0 ? 1 / $0.perByte / 1e9 : nil },
      measured: all.map { times in
        Report.Point(
          ranks: times.ranks, milliseconds: times.update * 1e3,
          samplesPerSecond: Double(batchSize * times.ranks) / times.update,
          efficiency: one / times.update,
          predicted: model?.efficiency(
            update: times.computing, bytes: own.bytes, last: own.last, ranks: times.ranks) ?? 1)
      }, nodes: Self.nodes, predictions: predictions)
  }

  private func measured(
    _ ranks: Int, _ program: String, _ arguments: [String]
  ) throws -> RankTimes {
    let scratch = FileManager.default.temporaryDirectory.appending(
      path: "shinso-\(UUID().uuidString.prefix(8))")
    try AtomicFile.makeFolder(scratch)
    defer { try? FileManager.default.removeItem(at: scratch) }
    var words = ["--oversubscribe", "-n", "\(ranks)", program] + arguments
    if geteuid() == 0 { words.insert("--allow-run-as-root", at: 0) }
    let output = scratch.appending(path: "times.json")
    let result = try Subprocess(environment: ProcessInfo.processInfo.environment)
      .run("mpirun", words, in: URL(filePath: "."), scratch: scratch, output: output)
    guard result.status == 0 else { throw InputError("mpirun", result.reason) }
    return try JSONDecoder().decode(RankTimes.self, from: Data(contentsOf: output))
  }
}

extension ScalingBenchmark.Report {
  /// What was measured, and what is to be expected of clusters.
  public var table: String {
    func percent(_ value: Double) -> String { String(format: "%.0f %%", value * 100) }
    let head = "\(network), batches of \(batchSize), one thread a rank"
    let measured = Table(
      ["RANKS", ">MS", ">SAMPLES/S", ">EFFICIENCY", ">PREDICTED"],
      self.measured.map {
        [
          "\($0.ranks)", String(format: "%.1f", $0.milliseconds),
          String(format: "%.0f", $0.samplesPerSecond), percent($0.efficiency),
          percent($0.predicted),
        ]
      })
    let shown = nodes.indices.filter { [1, 4, 16, 64, 256, 1000].contains(nodes[$0]) }
    let clusters = Table(
      ["NETWORK", ">BATCH", ">MS", ">MB", "LINK"] + shown.map { ">\(nodes[$0]) NODES" },
      predictions.flatMap { one in
        [("10 GbE", one.ethernet), ("100 Gb", one.fast)].map { link, values in
          [
            one.network, "\(one.batchSize)", String(format: "%.0f", one.milliseconds),
            String(format: "%.1f", one.megabytes), link,
          ] + shown.map { percent(values[$0]) }
        }
      })
    let model = latencyMicroseconds.map { latency in
      String(format: "this machine: α = %.1f µs", latency)
        + (gigabytesPerSecond.map { String(format: ", 1/β = %.2f GB/s", $0) } ?? "")
    }
    return
      ([head] + measured.lines + [model ?? ""]
      + ["", "efficiency that the model predicts for nodes like this one:"] + clusters.lines)
      .joined(separator: "\n")
  }
}

extension ScalingBenchmark.Report {
  /// What was measured beside what the model has, and the clusters that it predicts.
  public var plot: ScalingPlot {
    func lines(_ values: (Prediction) -> [Double]) -> [ScalingPlot.Line] {
      predictions.map { one in
        ScalingPlot.Line(
          "\(one.network), \(one.batchSize)",
          zip(nodes, values(one)).map { (nodes: $0, efficiency: $1) })
      }
    }
    return ScalingPlot(
      title: "\(network): " + Wording("ranks and nodes", "ランクとノード").line,
      panels: [
        (
          Wording("this machine", "このマシン").line,
          [
            ScalingPlot.Line(
              Wording("predicted", "予測").line, measured.map { ($0.ranks, $0.predicted) }),
            ScalingPlot.Line(
              Wording("measured", "実測").line, measured.map { ($0.ranks, $0.efficiency) },
              isMeasured: true),
          ]
        ), ("10 GbE", lines(\.ethernet)), ("100 Gb", lines(\.fast)),
      ])
  }
}
