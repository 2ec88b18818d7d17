import ArgumentParser
import ShinsoExperiments
import ShinsoZoo

struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Times a network as a whole and by layer.",
    discussion: """
      EXAMPLES
        shinso bench \(PretrainedNetwork.defaultName) --batch-size 8
        shinso bench lenet --batch-size 64 --train --json
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
  @Flag("One JSON object on standard output.") var json = false

  func run() throws {
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
