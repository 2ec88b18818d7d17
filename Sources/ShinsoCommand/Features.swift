import ArgumentParser
import Foundation
import ShinsoData
import ShinsoExperiments
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining

struct Features: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes a network's features of pictures to an npz file.",
    discussion: """
      EXAMPLE
        shinso features efficientnet-lite0 --data photos/ -o features.npz
      The file holds `features` [N, D], `labels` [N], `files` [N] and `classes`.
      """)

  @Argument(help: "A network of `shinso zoo list`.", completion: .networks)
  var network: String
  @Option(help: "A folder of pictures, or of folders by class.", completion: .file())
  var data: String
  @Option(
    help: """
      The layer whose output is wanted, a name of `shinso zoo show`. [default: the last before the \
      classifier]
      """)
  var layer: String?
  @OptionGroup var batch: BatchSizeOption
  @Option(name: [.short, .long], help: "The npz file.", completion: .file())
  var output: String

  func run() throws {
    var request = Request()
    request.batchSize = batch.batchSize
    request.layer = layer
    try request.validate()
    _ = try known(ModelZoo.entry(network))
    let target = URL(filePath: output)
    try AtomicFile.checkWritable(target)
    let folder = URL(filePath: data)
    let (items, classes) = try FeatureWriter.items(in: folder)
    let network = try PretrainedNetwork(network)
    let root = folder.standardizedFileURL.path + "/"
    try FeatureWriter(network: network, layer: layer, batchSize: batch.batchSize ?? 8).write(
      items, classes: classes, to: target,
      names: items.map { item in
        let path = item.url.standardizedFileURL.path
        return path.hasPrefix(root) ? String(path.dropFirst(root.count)) : path
      })
    FileHandle.standardError.write(Data("\(items.count) pictures: \(output)\n".utf8))
  }
}
