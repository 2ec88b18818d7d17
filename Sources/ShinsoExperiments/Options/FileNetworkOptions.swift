import ArgumentParser
import ShinsoZoo

/// A network from files, which stand in a system's place.
struct FileNetworkOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("The file or folder with the network.", visibility: .hidden))
  var file: NetworkName

  @Option(
    "The file of its weights, if it does not lie beside the network's.",
    name: [.long, .customLong("model")], default: "the one beside it", completion: .file())
  var weights: FileName?

  @Option(
    "The means that are subtracted from the channels, in the network's order and units.",
    default: "the network's", completion: nil)
  var mean: CommaList<Float>?

  func load() throws -> PretrainedNetwork {
    try NetworkSource(file.text, weights: weights?.url).load().subtracting(mean: mean?.values)
  }
}
