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
  /// Of the weights that can be fetched; nil: there are none.
  public let status: EntryStatus?

  init(_ entry: ZooEntry, in cache: Cache) {
    id = entry.id
    title = entry.card.title
    parameters = entry.parameterCount
    input = entry.card.input
    accuracy = entry.card.accuracy
    status = cache.status(of: entry.entry)
  }

  /// Of a network that nobody offers weights of.
  init(_ network: any NetworkEntry.Type) {
    id = network.name
    title = network.title
    parameters = network.parameterCount
    input = network.preprocessing
    accuracy = nil
    status = nil
  }

  private enum CodingKeys: String, CodingKey {
    case id, title, parameters, input, accuracy
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
  }
}
