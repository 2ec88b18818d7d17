import ArgumentParser
import ShinsoZoo

struct Summary: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows a network's layers, shapes, parameters and multiply-adds.",
    discussion: "EXAMPLE\n  shinso summary \(PretrainedNetwork.defaultName)")

  @Argument(help: "A network by name.", completion: .networks)
  var network: String
  @Option("One of the networks of that name.", default: "the one that `shinso list` shows")
  var variant: String?

  func run() throws {
    let entry = try known(Networks.entry(network))
    _ = try known(entry.options(variant: variant))
    print("\(entry.name): \(entry.title), \(entry.year)")
    print(entry.paper)
    try printSummary(of: network, variant: variant)
  }
}

/// A network's layers, and those that consist of others.
func printSummary(of network: String, variant: String? = nil) throws {
  print(try PretrainedNetwork.summary(of: network, variant: variant))
  let composites = try PretrainedNetwork.compositeLayers(of: network, variant: variant)
  if composites.isEmpty { return }
  print("\nlayers of several of these, for --layer")
  printTable(composites.map { [$0.name, $0.output.description] })
}
