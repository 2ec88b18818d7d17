import ArgumentParser
import ShinsoTraining
import ShinsoZoo

struct Summary: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows a network's layers, shapes, parameters and multiply-adds.",
    discussion: "EXAMPLE\n  shinso summary \(PretrainedNetwork.defaultName)")

  @Argument(help: "A network: a name, a run's folder, or a file.", completion: .networks)
  var network: String
  @Option("One of the networks of that name.", default: "the one that `shinso list` shows")
  var variant: String?

  func run() throws {
    let source = try knownNetwork(network, variant: variant)
    if let entry = try? Networks.entry(source.architecture.source) {
      print("\(entry.name): \(entry.title), \(entry.year)")
      print(entry.paper)
    } else {
      print(source.name)
    }
    try printSummary(of: source.architecture)
  }
}

/// A network's layers, and those that consist of others.
func printSummary(of network: Architecture) throws {
  print(try network.summary())
  let composites = try network.compositeLayers()
  if composites.isEmpty { return }
  print("\nlayers of several of these, for --layer")
  Table(rows: composites.map { [$0.name, $0.output.description] }).show()
}
