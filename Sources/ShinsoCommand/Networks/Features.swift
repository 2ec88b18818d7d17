import ArgumentParser
import Foundation
import ShinsoData
import ShinsoExperiments
import ShinsoFormats
import ShinsoTensor
import ShinsoZoo

struct Features: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes a network's features of pictures to an npz file.",
    discussion: """
      EXAMPLE
        shinso features \(PretrainedNetwork.defaultName) --data photos/ -o features.npz
      The file holds `features` [N, D], `labels` [N], `files` [N] and `classes`.
      """)

  @Argument(help: "A network: a name, a run's folder, or a file.", completion: .networks)
  var network: String
  @Option(
    help:
      "A folder of pictures, or of folders by class, an archive of either, or a list. (needed)",
    completion: .file())
  var data: String
  @Option(
    "The layer whose output is wanted, a name of `shinso summary`.",
    default: "the last before the classifier")
  var layer: String?
  @Option("How the maps of a layer become features: by their averages, or as they are.")
  var pool = FeaturePooling.none
  @Option(
    "The means that are subtracted from the channels, in the network's order and units.",
    default: "the network's", completion: nil)
  var mean: CommaList<Float>?
  @OptionGroup var model: NetworkModelOptions
  @Option(batch: "Pictures in a batch.") var batchSize = 8
  @Option(name: .shortAndLong, help: "The npz file. (needed)", completion: .file())
  var output: String

  func run() throws {
    let source = try knownNetwork(network)
    let target = URL(filePath: output)
    try AtomicFile.checkWritable(target)
    let folder = URL(filePath: data)
    let (items, classes) = try FeatureWriter.items(in: folder)
    let usual =
      try (try? Networks.entry(network)).map { try model.load($0).network } ?? source.load()
    let network = try usual.subtracting(mean: mean?.values)
    let root = folder.standardizedFileURL.path + "/"
    try FeatureWriter(
      FeatureExtractor(network, layer: layer, pooling: pool), batchSize: batchSize
    ).write(
      items, classes: classes, to: target,
      names: items.map { item in
        let path = item.url.standardizedFileURL.path
        return path.hasPrefix(root) ? String(path.dropFirst(root.count)) : path
      })
    FileHandle.standardError.write(Data("\(counted(items.count, "picture")): \(output)\n".utf8))
  }
}
