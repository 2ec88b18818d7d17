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
      """)

  @Argument(help: "A network by name.", completion: .networks)
  var network: String
  @Option(
    name: [.customLong("batch-size"), .customLong("batchsize")],
    help: "Samples in a batch. (1 to 65536; default: 64 of digits, 8 of larger pictures)")
  var batchSize: Int?
  @Flag("Time a whole training step.") var train = false
  // libgomp aborts if asked for more threads than the system allows.
  @Option("Threads that compute.", in: .range(1...1024), default: "one a core")
  var threads: Int?
  @Option("Runs to take the median of.", in: 1...mostCounted) var runs = 11
  @Flag("One JSON object on standard output.") var json = false

  func validate() throws {
    if let batchSize, !(1...65_536).contains(batchSize) {
      throw ValidationError("--batch-size \(batchSize): must be from 1 to 65536")
    }
  }

  func run() throws {
    let entry = try known(Networks.entry(network))
    let isSmall = entry.inputShape.elementCount < 10_000
    let report = try NetworkBenchmark(
      network: network, batchSize: batchSize ?? (isSmall ? 64 : 8), isTraining: train,
      threads: threads, runs: runs
    ).run()
    if json { return try printJSON(report) }
    print(report.table)
  }
}
