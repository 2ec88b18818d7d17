import Foundation
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining

/// What may stand where a network is named: a name of the registry, for its published weights or
/// those of a file; the folder or the model file of a run of `shinso train`; files of another
/// framework that hold a whole network.
public struct NetworkSource {
  private enum Kind {
    case published(any NetworkEntry.Type)
    case weights(URL, part: String?, of: any NetworkEntry.Type)
    case run(URL)
    case foreign(ForeignNetwork)
    case zoo(ZooEntry)
  }

  /// The entry of a model's metadata that names its network.
  public static let networkKey = "network"

  /// For titles.
  public let name: String
  public let architecture: Architecture
  private let kind: Kind

  /// - Parameters:
  ///   - weights: of a network of the registry, or of files that hold none.
  ///   - part: of a file of PyTorch that holds several networks, the keys that lead to the one.
  ///   - variant: options of a network of the registry.
  /// - Throws: `InputError` for an unknown name, or files that hold no network.
  public init(
    _ text: String, weights: URL? = nil, part: String? = nil, variant: [String: String] = [:],
    formats: [any NetworkFormat.Type] = NetworkFormats.all
  ) throws {
    let url = URL(filePath: text)
    if let part, weights == nil {
      throw InputError("--part \(part)", "belongs to a file of weights; name it by --weights")
    }
    if let entry = Networks.entries.first(where: { $0.name == text }) {
      name = text
      architecture = Architecture(entry, variant: variant)
      let offered = ModelZoo.entry(of: entry, variant: variant["variant"])
      if let weights {
        kind = .weights(weights, part: part, of: entry)
      } else if entry.pretrained?.load == nil || variant["variant"] != nil, let offered {
        kind = .zoo(offered)
      } else {
        kind = .published(entry)
      }
    } else if let model = try Self.model(of: url) {
      if let weights {
        throw InputError(weights.path, "cannot replace the weights of a trained model, \(text)")
      }
      let content = try SafetensorsFile(model)
      name = content.metadata["system"] ?? url.lastPathComponent
      architecture = try Architecture(trained: content.metadata, in: model, formats: formats)
      kind = .run(model)
    } else if !Self.isPath(text), let entry = try ModelZoo.find(text) {
      if let weights {
        throw InputError(weights.path, "cannot replace the weights of \(text), which has its own")
      }
      name = text
      if let known = try entry.card.architecture() {
        architecture = known.architecture
      } else {
        // Only its files tell what it is.
        let folder = try Fetching.folder(entry.entry)
        architecture = try NetworkSource(folder.appending(path: entry.card.weights).path)
          .architecture.preparing(entry.card, in: folder)
      }
      kind = .zoo(entry)
    } else {
      let foreign = try Self.foreign(text, weights: weights, formats)
      name = foreign.name
      architecture = foreign.architecture
      kind = .foreign(foreign)
    }
  }

  /// - Parameter variantName: one of those that the network of that name has; nil for the first.
  public init(
    _ text: String, weights: URL? = nil, part: String? = nil, variantName: String?
  ) throws {
    let entry = Networks.entries.first { $0.name == text }
    if let variantName, entry == nil {
      throw InputError("--variant \(variantName)", "belongs to a network by name; \(text) is none")
    }
    try self.init(
      text, weights: weights, part: part, variant: entry?.options(variant: variantName) ?? [:])
  }

  /// Whether there are weights that somebody trained.
  public var isTrained: Bool {
    switch kind {
    case .published(let entry):
      entry.pretrained != nil
        && (architecture.variant["variant"] ?? entry.variants.first) == entry.variants.first
    case .foreign(let network): network.trained != nil
    case .weights, .run, .zoo: true
    }
  }

  /// Whether weights that are not in the cache are fetched first.
  var mayFetch: Bool {
    switch kind {
    case .published, .zoo: true
    case .weights, .run, .foreign: false
    }
  }

  /// The network with its weights, published ones fetched if they are absent.
  ///
  /// - Throws: `InputError` where there are no weights, or they do not fit.
  public func load() throws -> PretrainedNetwork { try load(telling: .everything) }

  func load(telling notes: LoadingNotes) throws -> PretrainedNetwork {
    switch kind {
    case .published(let entry):
      try ModelZoo.checkingFiles(of: entry.pretrained?.entry) {
        try PretrainedNetwork(published: entry, architecture)
      }
    case .weights(let file, let part, let entry):
      try PretrainedNetwork(
        entry, architecture, weights: file, part: part, isVariantKnown: false, telling: notes)
    case .run(let file): try PretrainedNetwork(architecture, trained: file, name: name)
    case .foreign(let network): try PretrainedNetwork(network, telling: notes)
    case .zoo(let entry):
      try ModelZoo.checkingFiles(of: entry.entry) {
        try PretrainedNetwork(
          zoo: Fetching.folder(entry.entry), name: name, telling: .allButPreparation)
      }
    }
  }

  /// The files that somebody named for it.
  var files: [URL] {
    switch kind {
    case .published, .zoo: []
    case .weights(let file, _, _): [file]
    case .run(let file): [file]
    case .foreign(let network): network.files
    }
  }

  /// The file of a model that `shinso train` left at a path; nil if it is something else.
  private static func model(of url: URL) throws -> URL? {
    if let file = try RunFolder(url).usedModel() { return file }
    guard let content = try? SafetensorsFile(url), content.metadata[networkKey] != nil else {
      return nil
    }
    return url
  }

  /// Whether a file holds weights by name and does not tell their network, as other programs write
  /// them.
  public static func holdsWeightsAlone(_ file: URL) -> Bool {
    if CaffeFiles.isWeights(file) { return true }
    guard let format = try? ArrayFile.format(of: file) else { return false }
    guard format == .safetensors else { return true }
    return (try? SafetensorsFile(file)).map { $0.metadata["classes"] == nil } ?? false
  }

  static func foreign(
    _ text: String, weights: URL?, _ formats: [any NetworkFormat.Type]
  ) throws -> ForeignNetwork {
    let url = URL(filePath: text)
    guard FileManager.default.fileExists(atPath: url.path) else {
      throw isPath(text) ? InputError(text, "no such file or folder") : Networks.unknown(text)
    }
    for format in formats {
      if let network = try format.read(url, weights: weights) { return network }
    }
    if let unfinished = RunFolder(url).unfinished { throw unfinished }
    if holdsWeightsAlone(url) {
      throw InputError(
        text, "holds weights without a network; name it: --network NAME --weights \(text)")
    }
    let known = (formats.map { $0.files } + ["the folder of a run of shinso train"])
      .joined(separator: ", ")
    throw InputError(
      text,
      "holds no network of a known format: \(known); weights alone (PyTorch, safetensors, npz, Keras) "
        + "go with a name: --network NAME --weights FILE")
  }

  /// Whether a word can only be meant for a file: it has a folder, or ends as files do.
  package static func isPath(_ text: String) -> Bool {
    let ending = URL(filePath: text).pathExtension
    return text.contains("/") || !ending.isEmpty && ending.allSatisfy(\.isLetter)
  }
}
