import ArgumentParser
import Foundation
import ShinsoExperiments
import ShinsoFormats
import ShinsoTensor
import ShinsoZoo

struct ZooImport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Copies files of a network into the cache, under a name.",
    discussion: """
      EXAMPLES
        shinso zoo import deploy.prototxt squeezenet.caffemodel --name my-squeezenet
        shinso zoo import birds.pth --network resnet18 --name birds --classes birds.txt
        shinso zoo import runs/finetune --name flowers
      The name then stands wherever a network's may, and the files may go. They are read before they \
      are taken, and an import that is stopped leaves no entry.
      """)
  @Argument(
    help: """
      Files of one network, or a run's folder: ONNX, Caffe, Keras, PyTorch, \
      safetensors, npz (Chainer's, too).
      """,
    completion: .file())
  var files: [String]
  @Option(help: "The name of the entry. (needed)")
  var name: String
  @Option(
    "Of weights alone, the network that they are of.", default: "what the files tell",
    completion: .networks)
  var network: String?
  @Option("The network's variant.", default: "the first that they fit") var variant: String?
  @Option(
    "A file with a class a line, in the order of the outputs.", default: "none",
    completion: .file())
  var classes: String?
  @Option(
    "The means that are subtracted from the channels, in the network's order and units.",
    default: "the network's", completion: nil)
  var mean: CommaList<Float>?
  @Option("The title that lists show.", default: "the name", completion: nil) var title: String?
  @Option("The license that lists show.", default: "not stated", completion: nil)
  var license: String?
  @Option("Where it is from.", default: "not stated", completion: nil) var homepage: String?
  @Option("What it scores, as lists show it.", default: "not stated", completion: nil)
  var accuracy: String?
  @Flag("Replace an entry of that name.") var again = false

  func run() throws {
    if Catalog.system(name) != nil, (try? Networks.entry(name)) == nil {
      throw InputError("--name \(name)", "is the name of a system; take another")
    }
    let entry = try ImportedNetwork(
      files.map { URL(filePath: $0) }, name: name, network: network, variant: variant,
      classes: classes.map { URL(filePath: $0) }, mean: mean?.values, title: title,
      license: license, homepage: homepage, accuracy: accuracy)
    print(try entry.install(again: again).path)
  }
}
