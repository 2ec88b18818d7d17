import ArgumentParser
import Foundation
import ShinsoExperiments
import ShinsoFormats
import ShinsoTensor

struct Predict: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Names the classes of pictures, best first.",
    discussion: """
      EXAMPLES
        shinso predict pretrained-mlp --sample shiba.jpeg
        shinso predict efficientnet-lite0 --sample a.jpg b.png --top 3
      Of a run with --patience, its best weights are used; of others, the last ones.
      """)

  @Argument(
    help: "A system of `shinso list`, or a network of `shinso zoo list`.",
    completion: .list(Catalog.systems.map(\.id) + ModelZoo.entries.map(\.id)))
  var id: String
  @Option(
    name: .customLong("sample"), parsing: .upToNextOption, help: "Picture files.",
    completion: .file())
  var samples: [String]
  @Option(help: "How many classes to show.")
  var top = 5
  @OptionGroup var network: NetworkOption
  @OptionGroup var model: ModelOption

  func validate() throws {
    if samples.isEmpty { throw ValidationError("--sample: name one picture file or more") }
    if top < 1 { throw ValidationError("--top \(top): must be at least 1") }
  }

  func run() throws {
    let files = samples.map { URL(filePath: $0) }
    for file in files
    where !FileManager.default.fileExists(atPath: file.path) && !PackedFile.exists(file) {
      throw InputError(file.relativePath, "no such file")
    }
    for prediction in try predictions(files) {
      if files.count > 1 { print("\(prediction.sample.relativePath):") }
      for line in prediction.lines { print(line) }
    }
  }

  private func predictions(_ files: [URL]) throws -> [Prediction] {
    var request = Request()
    request.network = network.network
    request.model = model.model
    if ModelZoo.entries.contains(where: { $0.id == id }) {
      if let option = request.given.first {
        throw UsageError(message: "--\(option.rawValue): a network of the zoo has no such option")
      }
      return try PretrainedNetwork(id).predict(files, top: top)
    }
    let system = try known(Catalog.system(id))
    try system.check(request.given, for: .predict)
    return try system.predict(request, samples: files, top: top)
  }
}
