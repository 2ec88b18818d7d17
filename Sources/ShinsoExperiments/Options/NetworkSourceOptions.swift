import ArgumentParser
import ShinsoZoo

/// Which trained network a system works with.
struct NetworkSourceOptions: ParsableArguments, OptionTraits {
  static let displaced = ["network": ["weights", "part", "variant", "mean"]]

  @Option(
    "The network: a name of `shinso zoo list`, a run's folder, or a file or folder with a network.",
    completion: .list(ModelZoo.entries.map(\.id)))
  var network = NetworkName.usual

  @Option(
    "Weights of a network that has a name: a file of PyTorch, safetensors, npz, Keras or Caffe.",
    default: "the published ones", completion: .file())
  var weights: FileName?

  @Option(WeightsPart.help, default: WeightsPart.usual) var part: String?

  @Option("The variant of a network that has several.", default: "the published one")
  var variant: String?

  @Option(
    "The means that are subtracted from the channels, in the network's order and units.",
    default: "the network's", completion: nil)
  var mean: CommaList<Float>?

  init() {}

  func source() throws -> NetworkSource {
    try NetworkSource(
      network.text, weights: weights?.url, part: part,
      variant: variant.map { ["variant": $0] } ?? [:])
  }

  func load() throws -> PretrainedNetwork {
    try source().load().subtracting(mean: mean?.values)
  }

  // MARK: In a model's file

  /// What a model that works with this network says of it.
  var metadata: [String: String] {
    var all = ["network": network.recordedText]
    all["weights"] = weights?.recordedText
    all["part"] = part
    all["variant"] = variant
    all["mean"] = mean?.description
    return all
  }

  init(_ saved: TrainedModel) throws {
    network = NetworkName(try saved.required("network"))
    weights = saved.metadata["weights"].flatMap(FileName.init(argument:))
    part = saved.metadata["part"]
    variant = saved.metadata["variant"]
    mean = saved.metadata["mean"].flatMap(CommaList.init(argument:))
  }
}
