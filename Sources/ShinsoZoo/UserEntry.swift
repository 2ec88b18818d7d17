import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor

/// One of a user's entries.
struct UserEntry: Codable {
  struct File: Codable {
    let name: String
    let bytes: Int
    let sha256: String
    let sources: [String]
  }

  /// The list that it is in, from whose folder paths of files are counted.
  enum List {
    case file(URL)
    case server(URL)

    /// The same from anywhere.
    var origin: String {
      switch self {
      case .file(let url): url.absoluteURL.standardizedFileURL.path
      case .server(let url): url.absoluteString
      }
    }
  }

  let id: String
  var title: String?
  var license: String?
  var homepage: String?
  var network: String?
  var variant: String?
  var weights: String?
  var classes: String?
  var accuracy: String?
  var input: ImagePreprocessing?
  let files: [File]

  /// - Parameter place: where it was read, for messages.
  /// - Throws: `InputError` that names the entry and what is wrong with it.
  func zooEntry(of place: String, in list: List) throws -> ZooEntry {
    try ZooName.check(id, of: place)
    let card = try card(of: place)
    let artifacts = try files.map { try artifact($0, of: place, in: list) }
    let names = files.map(\.name)
    // What is in the cache under this name is this entry only if it was made of the same files.
    let identity = try card.json() + artifacts.flatMap { Array($0.digest.words.utf8) }
    let revision = Int(SHA256.hex(of: Data(identity)).prefix(8), radix: 16) ?? 1
    return ZooEntry(
      entry: CatalogEntry(
        kind: .zoo, id: id, title: card.title, license: card.license,
        homepage: homepage ?? "not stated", artifacts: artifacts,
        installedByteCount: files.reduce(0) { $0 + $1.bytes }, revision: revision
      ) { assembly in
        for name in names { try assembly.copy(name) }
        try assembly.write(card.noting(origin: list.origin).json(), as: ModelCard.fileName)
      },
      card: card, parameterCount: card.parameterCount, isOwn: false)
  }

  private func problem(_ place: String, _ words: String) -> InputError {
    InputError(place, "entry \(id): \(words)")
  }

  private func card(of place: String) throws -> ModelCard {
    let names = files.map(\.name)
    guard !names.isEmpty, names.count <= 16, Set(names).count == names.count else {
      throw problem(place, "must have one to 16 files of different names")
    }
    for name in names where !ZooName.isFile(name) || ZooName.isReserved(name) {
      throw problem(place, "a file cannot be called \(quoted(name))")
    }
    guard let weights = weights ?? (names.count == 1 ? names[0] : nil) else {
      throw problem(place, "has several files; `weights` must name the one with the weights")
    }
    for name in [weights, classes].compactMap(\.self) where !names.contains(name) {
      throw problem(place, "has no file \(quoted(name))")
    }
    var usual: ImagePreprocessing?
    if let network {
      guard let entry = Networks.entries.first(where: { $0.name == network }) else {
        throw problem(place, "there is no network \(quoted(network)) (shinso zoo list)")
      }
      do { usual = entry.preprocessing(variant: try entry.options(variant: variant)) } catch {
        throw problem(place, error.problem)
      }
    }
    guard let input = input ?? usual else {
      throw problem(place, "needs `network`, or `input`: how its pictures are prepared")
    }
    return ModelCard(
      network: network ?? id, variant: variant, title: title ?? id,
      license: license ?? "not stated",
      weights: weights, classes: classes, input: input, accuracy: accuracy, homepage: homepage)
  }

  private func artifact(_ file: File, of place: String, in list: List) throws -> Artifact {
    let digest = file.sha256.lowercased()
    guard digest.wholeMatch(of: /[0-9a-f]{64}/) != nil else {
      throw problem(place, "the sha256 of \(file.name) must have 64 hexadecimal digits")
    }
    guard (1...(1 << 40)).contains(file.bytes) else {
      throw problem(place, "the bytes of \(file.name) make no sense: \(file.bytes)")
    }
    guard !file.sources.isEmpty, file.sources.count <= 32 else {
      throw problem(place, "\(file.name) must have one to 32 sources")
    }
    return Artifact(
      name: file.name, byteCount: file.bytes, digest: .file(digest),
      sources: try file.sources.map { try source($0, of: place, in: list) })
  }

  private func source(_ text: String, of place: String, in list: List) throws -> FetchSource {
    if text.hasPrefix("http://") || text.hasPrefix("https://") { return .url(text) }
    if let match = text.wholeMatch(
      of: /(wheel|sdist):([A-Za-z0-9][A-Za-z0-9._-]*)==([A-Za-z0-9][A-Za-z0-9.+!_-]*)#(.+)/),
      let form = PythonPackage.Form(rawValue: String(match.1))
    {
      return .member(
        String(match.4), of: PythonPackage(form, String(match.2), String(match.3)))
    }
    guard !text.isEmpty, text.prefixMatch(of: /[A-Za-z][A-Za-z0-9+.-]*:/) == nil,
      text == text.printable
    else {
      throw problem(place, "\(quoted(text)) is not a source: give an address, a path, or wheel:…")
    }
    switch list {
    case .file(let file):
      let folder = file.deletingLastPathComponent()
      return .local(path: URL(filePath: text, relativeTo: folder).absoluteURL.path)
    case .server(let file):
      let escaped = text.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? text
      guard let url = URL(string: escaped, relativeTo: file)?.absoluteURL else {
        throw problem(place, "\(quoted(text)) is not a path")
      }
      return .url(url.absoluteString)
    }
  }
}
