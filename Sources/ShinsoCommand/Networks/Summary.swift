import ArgumentParser
import ShinsoZoo

struct Summary: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows a network's layers, shapes, parameters and multiply-adds.",
    discussion: "EXAMPLE\n  shinso summary \(PretrainedNetwork.defaultName)")

  @Argument(help: "A network by name.", completion: .networks)
  var network: String

  func run() throws {
    let entry = try known(Networks.entry(network))
    print("\(entry.name): \(entry.title), \(entry.year)")
    print(entry.paper)
    try printSummary(of: network)
  }
}

/// A network's layers, and those that consist of others.
func printSummary(of network: String) throws {
  print(try PretrainedNetwork.summary(of: network))
  let composites = try PretrainedNetwork.compositeLayers(of: network)
  if composites.isEmpty { return }
  print("\nlayers of several of these, for --layer")
  Table(rows: composites.map { [$0.name, $0.output.description] }).show()
}
