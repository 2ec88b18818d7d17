import ArgumentParser
import Foundation
import ShinsoExperiments
import ShinsoZoo

struct ZooExport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Writes a network as ONNX, Caffe, safetensors or npz.",
    discussion: """
      EXAMPLES
        shinso zoo export \(PretrainedNetwork.defaultName) -o model.onnx
        shinso zoo export runs/lenet -o digits.caffemodel
        shinso zoo export resnet50 --weights mine.pth -o mine.safetensors
        shinso zoo export googlenet --random --seed 7 -o untrained.onnx
      The ending of the name tells the format. .onnx holds the whole network, for any number of \
      pictures, and says how they are prepared. .caffemodel comes with a .prototxt beside it; what \
      Caffe has no layer for is refused. .safetensors holds the weights, and those of a network by \
      name or of a run stand for the network wherever one may. .npz holds the weights by name, for \
      --weights. Scores are written without a softmax.
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
  @Flag("Write random weights, such as training begins with, in place of trained ones.")
  var random = false
  @Option("Seed of --random.", in: .range(0...UInt64.max)) var seed: UInt64 = 1
  @Option(
    name: .shortAndLong,
    help: "The file: .onnx, .caffemodel, .safetensors or .npz. (needed)", completion: .file())
  var output: String

  func validate() throws {
    if random, weights != nil {
      throw ValidationError("--random: takes the place of --weights; give one of them")
    }
  }

  func run() throws {
    let target = URL(filePath: output)
    let format = try ExportFormat(of: target)
    try format.checkWritable(target)
    let file = weights.map { URL(filePath: $0) }
    let source =
      FileManager.default.fileExists(atPath: id)
      ? try NetworkSource(id, weights: file, part: part, variantName: variant)
      : try known(NetworkSource(id, weights: file, part: part, variantName: variant), id)
    try format.check(target, keepsFilesOf: source)
    let network = try source.exportable(format, random: random ? seed : nil)
    let notes = try network.write(format, to: target)
    print("\(network.name): " + ([output] + notes).joined(separator: ", "))
  }
}
