import ArgumentParser
import ShinsoExperiments
import ShinsoFormats

struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Times a network as a whole and by layer.",
    discussion: """
      EXAMPLES
        shinso bench efficientnet-lite0 --batch-size 8
        shinso bench lenet --batch-size 64 --train --json
      """)

  @Argument(
    help: "lenet, or a network of the zoo.",
    completion: .list(["lenet"] + ModelZoo.entries.map(\.id)))
  var network: String
  @OptionGroup var batch: BatchSizeOption
  @Flag(help: "Time a whole training step.")
  var train = false
  @Option(help: "Threads that compute. [default: one a core]")
  var threads: Int?
  @Option(help: "Runs to take the median of.")
  var runs = 11
  @Flag(help: "One JSON object on standard output.")
  var json = false

  func validate() throws {
    // The system makes no team of any size, and the runtime would end the program over it.
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads \(threads): must be from 1 to 1024")
    }
    if runs < 1 { throw ValidationError("--runs \(runs): must be at least 1") }
  }

  func run() throws {
    var request = Request()
    request.batchSize = batch.batchSize
    try request.validate()
    try known(NetworkBenchmark.checkName(network))
    let report = try NetworkBenchmark(
      network: network, batchSize: batch.batchSize ?? (network == "lenet" ? 64 : 8),
      isTraining: train, threads: threads, runs: runs
    ).run()
    if json { return try printJSON(report) }
    print(report.table)
  }
}
