import ArgumentParser
import Foundation
import ShinsoExperiments
import ShinsoFormats
import ShinsoTensor
import ShinsoZoo

struct ZooExport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Writes a network as an ONNX file.",
    discussion: """
      EXAMPLES
        shinso zoo export \(PretrainedNetwork.defaultName) -o model.onnx
        shinso zoo export runs/lenet -o digits.onnx
      The file takes any number of pictures, prepared as its metadata say. A network that nobody \
      publishes weights of is written with random ones.
      """)
  @Argument(help: "A network: a name, a run's folder, or a file.", completion: .networks)
  var id: String
  @Option("One of the networks of that name.", default: "the one that `shinso list` shows")
  var variant: String?
  @Option(
    "A file of weights for a network by name.", default: "those of `shinso zoo list`",
    completion: .file())
  var weights: String?
  @Option(WeightsPart.help, default: WeightsPart.usual) var part: String?
  @Option("Seed of random weights, where there are no others.", in: .range(0...UInt64.max))
  var seed: UInt64 = 1
  @Option(name: .shortAndLong, help: "The ONNX file. (needed)", completion: .file())
  var output: String

  func run() throws {
    let target = URL(filePath: output)
    guard target.pathExtension == "onnx" else {
      throw InputError("--output \(output)", "must end in .onnx, the format that is written")
    }
    try AtomicFile.checkWritable(target)
    let file = weights.map { URL(filePath: $0) }
    let source =
      FileManager.default.fileExists(atPath: id)
      ? try NetworkSource(id, weights: file, part: part, variantName: variant)
      : try known(NetworkSource(id, weights: file, part: part, variantName: variant))
    let network = try source.exportable(seed: seed)
    let export = try network.export()
    try export.write(to: target)
    var line = "\(network.name): \(output)"
    if !network.isTrained { line += ", with random weights (seed \(seed))" }
    if !export.takesAnyBatch { line += ", for one number of samples alone" }
    print(line)
  }
}
