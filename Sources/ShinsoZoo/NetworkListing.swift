import ShinsoData
import ShinsoFormats

/// A network as `shinso zoo list` shows it.
public struct NetworkListing: Sendable, Encodable, Hashable {
  public let id: String
  public let title: String
  /// Of the weights that can be fetched, else of the whole network.
  public let parameters: Int
  public let input: ImagePreprocessing
  /// Of the weights that can be fetched; nil: there are none.
  public let status: EntryStatus?

  init(_ network: any NetworkEntry.Type, in cache: Cache) {
    let weights = network.pretrained
    id = network.name
    title = weights?.entry.title ?? network.title
    parameters = weights?.trunk?.parameterCount ?? network.parameterCount
    input = weights?.card.input ?? network.preprocessing
    status = weights.map { cache.status(of: $0.entry) }
  }

  private enum CodingKeys: String, CodingKey {
    case id, title, parameters, input
  }

  /// One flat object.
  public func encode(to encoder: any Encoder) throws {
    try status?.encode(to: encoder)
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(id, forKey: .id)
    try values.encode(title, forKey: .title)
    try values.encode(parameters, forKey: .parameters)
    try values.encode(input, forKey: .input)
  }
}
