import ArgumentParser
import Foundation
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining
import ShinsoZoo

/// `--model` of a network, which may have published weights.
public struct NetworkModelOptions: ParsableArguments {
  @Option(
    """
    A trained model: its file, its run's folder, weights in a file of PyTorch, safetensors, npz, \
    Keras or Caffe, or `published` for those that `shinso zoo get` fetches.
    """, name: [.long, .customLong("weights")], default: "runs/ID, or published",
    completion: .file())
  public var model: String?

  @Option(
    "Of weights in a file of another program, the network's variant.",
    default: "the first that they fit")
  public var variant: String?

  @Option(WeightsPart.help, default: WeightsPart.usual) public var part: String?

  @Option(
    "Width and height of the pictures that it is given, where its weights take any size.",
    in: .count, default: "what it was trained with")
  public var size: Int?

  public init() {}

  /// The network, and the run's model unless the weights come from elsewhere.
  ///
  /// - Throws: `InputError` if there is no such model, or it is of another system.
  public func load(
    _ network: any NetworkEntry.Type
  ) throws -> (network: PretrainedNetwork, saved: TrainedModel?) {
    let (network, saved) = try loadAsTrained(network)
    return (try network.taking(size: size), saved)
  }

  private func loadAsTrained(
    _ network: any NetworkEntry.Type
  ) throws -> (network: PretrainedNetwork, saved: TrainedModel?) {
    let name = network.name
    if let file = model.map({ URL(filePath: $0) }), NetworkSource.holdsWeightsAlone(file) {
      let variant = variant.map { ["variant": $0] } ?? [:]
      return (try NetworkSource(name, weights: file, part: part, variant: variant).load(), nil)
    }
    if let part {
      throw InputError(
        "--part \(part)", "belongs to a file of weights of another program; name it by --weights")
    }
    let run = RunFolder(URL(filePath: "runs/\(name)"))
    if model == "published" || model == nil && !run.hasModel && network.pretrained != nil {
      return (try PretrainedNetwork(name), nil)
    }
    var options = ModelOptions()
    options.model = model
    let saved = try TrainedModel(options, of: name)
    if model == nil, network.pretrained != nil {
      Console.note("weights of \(saved.file.relativePath); --model published takes the others")
    }
    return (try PretrainedNetwork(name, trained: saved.file, variant: variant), saved)
  }
}
