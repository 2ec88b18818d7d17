import ArgumentParser
import ShinsoZoo

/// Where features come from.
struct TransferOptions: ParsableArguments, OptionTraits {
  /// A layer of one network is none of another's.
  static let displaced = ["network": ["layer"]]

  @Option(data: "Pictures by class: a folder, an archive or a list")
  var data: DataName = "openclipart"

  @Option(
    "The pretrained network.",
    completion: .list(ModelZoo.entries.map(\.id)))
  var network = PretrainedNetwork.defaultName

  @Option(
    "The layer whose output serves as features, a name of `shinso zoo show`.",
    default: "the network's feature layer")
  var layer: String?

  /// With the layer, which a run's record has to name.
  func settled() -> TransferOptions {
    var settled = self
    settled.layer = layer ?? (try? Networks.entry(network))?.featureLayer
    return settled
  }

  func makeNetwork() throws -> PretrainedNetwork { try PretrainedNetwork(network) }
}

/// What a model on features is scored on.
struct TransferEvaluateOptions: ParsableArguments {
  @OptionGroup var model: ModelOptions
  @Option("The pictures.", default: "what it was trained on", completion: .file())
  var data: DataName?
  @OptionGroup var classes: ClassReportOptions
}
