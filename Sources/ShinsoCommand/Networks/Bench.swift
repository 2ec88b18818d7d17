import ArgumentParser
import Foundation
import ShinsoExperiments
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining
import ShinsoZoo

struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Times a network as a whole and by layer.",
    discussion: """
      EXAMPLES
        shinso bench \(PretrainedNetwork.defaultName) --batch-size 8
        shinso bench lenet --batch-size 64 --train --json
        shinso bench resnet20-cifar --batch-size 128 --scaling -o scaling.png
      GFLOP/s are those of convolutions and products, counted as the direct way computes them; the \
      last column compares them with a large matrix product on this machine. Winograd's convolution \
      needs fewer multiplications, so it may pass 100 %.
      """)

  @Argument(help: "A network: a name, a run's folder, or a file.", completion: .networks)
  var network: String
  @Option("One of the networks of that name.", default: "the one that `shinso list` shows")
  var variant: String?
  @Option(batch: "Samples in a batch.", default: "64 of digits, 8 of larger pictures")
  var batchSize: Int?
  @Flag("Time a whole training step.") var train = false
  // libgomp aborts if asked for more threads than the system allows.
  @Option("Threads that compute.", in: .range(1...1024), default: "one a core")
  var threads: Int?
  @Option("Runs to take the median of.", in: 1...mostCounted) var runs = 11
  @Flag(
    """
    Time trainings with 1 to --ranks processes (mpirun), and predict how they fare on clusters: the \
    efficiency is the part of so many times one rank's throughput.
    """)
  var scaling = false
  @Option("The most processes.", in: .range(1...256), default: "one a core") var ranks: Int?
  @Option(
    "The picture of --scaling.", name: .shortAndLong, default: "none", completion: .file())
  var output: String?
  /// As one of the processes of `--scaling`.
  @Flag(help: ArgumentHelp("Measure as a rank.", visibility: .hidden)) var asRank = false
  @Flag("One JSON object on standard output.") var json = false

  func validate() throws {
    if !scaling, ranks != nil || output != nil {
      throw ValidationError("--ranks and --output belong to --scaling")
    }
  }

  private var scalingBenchmark: ScalingBenchmark {
    ScalingBenchmark(
      network: network, variant: variant, batchSize: batchSize ?? 32,
      ranks: ranks ?? Processor.coreCount)
  }

  private func runScaling() throws {
    if let output { try Plot.checkDrawable(to: URL(filePath: output)) }
    let program = Bundle.main.executablePath ?? CommandLine.arguments[0]
    let report = try scalingBenchmark.run(
      program: program,
      arguments: ["bench", network, "--as-rank", "--batch-size", "\(batchSize ?? 32)"]
        + (variant.map { ["--variant", $0] } ?? []))
    if let output { try report.plot.write(to: URL(filePath: output)) }
    if json { return try printJSON(report) }
    print(report.table)
  }

  func run() throws {
    if asRank {
      try Ranks.begin()
      let times = try scalingBenchmark.times()
      if Ranks.writes { try printJSON(times) }
      return
    }
    if scaling { return try runScaling() }
    let input = try knownNetwork(network, variant: variant).architecture.preprocessing.inputShape
    let isSmall = input.elementCount < 10_000
    let report = try NetworkBenchmark(
      network: network, variant: variant, batchSize: batchSize ?? (isSmall ? 64 : 8),
      isTraining: train,
      threads: threads, runs: runs
    ).run()
    if json { return try printJSON(report) }
    print(report.table)
  }
}
