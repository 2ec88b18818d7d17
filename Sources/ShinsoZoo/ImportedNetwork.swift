import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining

/// Files of a network on their way into the cache: `shinso zoo import`.
public struct ImportedNetwork: Sendable {
  private let name: String
  private let files: [URL]
  private let network: String?
  private let variant: String?
  private let classes: URL?
  private let mean: [Float]?
  private let title: String?
  private let license: String?
  private let homepage: String?
  private let accuracy: String?

  /// - Parameters:
  ///   - files: of one network; a run's folder stands for its model, another for all files in it.
  ///   - network: of weights alone, what they are of; nil: the files hold a whole network.
  ///   - classes: a file with a class a line, or `IDENTIFIER TAB NAME`.
  ///   - mean: in place of the network's own.
  /// - Throws: `InputError` for a name that cannot be, or files that are not there.
  public init(
    _ files: [URL], name: String, network: String?, variant: String?, classes: URL?,
    mean: [Float]?, title: String?, license: String?, homepage: String?, accuracy: String?
  ) throws {
    try ZooName.check(name, of: "--name")
    if let network { _ = try Networks.entry(network).options(variant: variant) }
    if network == nil, let variant {
      throw InputError("--variant \(variant)", "belongs to --network NAME")
    }
    self.name = name
    self.files = try files.flatMap(Self.files)
    self.network = network
    self.variant = variant
    self.classes = classes
    self.mean = mean
    self.title = title
    self.license = license
    self.homepage = homepage
    self.accuracy = accuracy
    let names = self.files.map(\.lastPathComponent)
    guard Set(names).count == names.count else {
      throw InputError(names.joined(separator: ", "), "the files must have different names")
    }
    for file in self.files {
      let name = file.lastPathComponent
      guard ZooName.isFile(name), !ZooName.isReserved(name), name != ClassNames.fileName else {
        throw InputError(file.path, "has a name that a file of the zoo cannot have; rename it")
      }
    }
  }

  private static func files(_ url: URL) throws -> [URL] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
      throw InputError(url.path, "no such file or folder")
    }
    if !isFolder.boolValue { return [url] }
    let run = RunFolder(url)
    if let model = try run.usedModel() { return [model] }
    if let unfinished = run.unfinished { throw unfinished }
    let names = try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
    let all = names.filter { !$0.hasPrefix(".") }.map { url.appending(path: $0) }
    let files = all.filter { !$0.hasDirectoryPath && (try? InputFile($0)) != nil }
    guard (1...16).contains(files.count) else {
      throw InputError(
        url.path, "has \(counted(files.count, "file")); name those of one network")
    }
    return files
  }

  /// Copies, checks and records everything. Nothing is there unless all of it went well.
  ///
  /// - Parameter again: replaces an entry of that name.
  /// - Returns: the entry's folder.
  /// - Throws: `InputError` if the files hold no network, or there is such an entry.
  public func install(again: Bool) throws -> URL {
    if !again, Cache().manifest(ofZoo: name) != nil {
      throw InputError(name, "is in the cache already; --again replaces it")
    }
    let artifacts = try files.map { file in
      Artifact(
        name: file.lastPathComponent, byteCount: try InputFile(file).size,
        digest: .file(try SHA256.hex(of: file)), sources: [.local(path: file.path)])
    }
    let entry = CatalogEntry(
      kind: .zoo, id: name, title: title ?? name, license: license ?? "not stated",
      homepage: homepage ?? "not stated", artifacts: artifacts,
      installedByteCount: artifacts.reduce(0) { $0 + $1.byteCount }
    ) { [self] assembly in
      for artifact in artifacts { try assembly.copy(artifact.name) }
      let card = try card(in: assembly)
      try assembly.write(card.json(), as: ModelCard.fileName)
      // As it will be used, with everything that was written.
      _ = try naming {
        try PretrainedNetwork(zoo: assembly.destination, name: name, telling: .nothing)
      }
    }
    return try Fetching.folder(entry, again: true)
  }

  /// Reads the network from the copies.
  private func card(in assembly: Assembly) throws -> ModelCard {
    let folder = assembly.destination
    if let classes {
      try assembly.write(Array(Self.classNames(classes).text().utf8), as: ClassNames.fileName)
    }
    let main = try main(in: folder)
    var network = try naming {
      try self.network.map {
        try NetworkSource($0, weights: main, variantName: variant).load()
      } ?? NetworkSource(main.path).load(telling: mean == nil ? .everything : .allButPreparation)
    }
    network = try network.subtracting(mean: mean)
    // Caffe's file of classes beside a net is found again with the net.
    return ModelCard(
      network: self.network ?? name,
      variant: self.network.flatMap { _ in network.architecture.variant["variant"] },
      title: title ?? name, license: license ?? "not stated", weights: main.lastPathComponent,
      classes: classes.map { _ in ClassNames.fileName }, input: network.preprocessing,
      accuracy: accuracy, homepage: homepage
    ).noting(origin: ModelCard.imported)
  }

  /// The file that stands for the network.
  private func main(in folder: URL) throws -> URL {
    let copies = files.map { folder.appending(path: $0.lastPathComponent) }
    if copies.count == 1 { return copies[0] }
    let weights = copies.filter { NetworkSource.holdsWeightsAlone($0) }
    let found = weights.isEmpty ? copies.filter { $0.pathExtension == "onnx" } : weights
    guard found.count == 1 else {
      throw InputError(
        files.map(\.lastPathComponent).joined(separator: ", "),
        found.isEmpty
          ? "none of the files holds weights of a known format"
          : "\(found.map(\.lastPathComponent).joined(separator: " and ")) hold weights; import one "
            + "network at a time")
    }
    return found[0]
  }

  /// Errors about copies name the files that were given.
  private func naming<Result>(_ body: () throws -> Result) throws -> Result {
    do { return try body() } catch let error as InputError {
      let copied = URL(filePath: error.subject)
      if let classes, copied.lastPathComponent == ClassNames.fileName {
        throw InputError(classes.path, error.problem)
      }
      guard let given = files.first(where: { $0.lastPathComponent == copied.lastPathComponent })
      else { throw error }
      // Where the problem says what to type, it is about the given file, too.
      throw InputError(given.path, error.problem.replacing(error.subject, with: given.path))
    }
  }

  private static func classNames(_ url: URL) throws -> ClassNames {
    if let names = try? ClassNames(url) { return names }
    let bytes = try InputFile(url).allBytes(limit: 1 << 24)
    let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
      .map { $0.replacing("\t", with: " ").trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty }
    guard !lines.isEmpty else { throw InputError(url.path, "holds no classes") }
    return ClassNames(identifiers: lines.indices.map { "\($0)" }, names: lines)
  }
}
