import ShinsoFormats

/// What a system is: a line of `shinso list`.
public struct About: Sendable {
  public enum Field: String, Sendable, CaseIterable {
    case history, vision, transfer, language, speech, multimodal

    public var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
  }

  /// Its name in every command.
  public let id: String
  public let field: Field
  /// The year of the work that it stands for.
  public let year: Int
  public let title: String
  /// The data used unless `--data` names other: an id of the data catalog, or what to give.
  public let data: String
  /// What a run is expected to show.
  public let expectation: String
  /// The options of a typical `train`, for its help.
  public let example: String
  /// What the help of its `train` says besides; empty: nothing.
  public let notes: String

  public init(
    id: String, field: Field, year: Int, title: String, data: String, expectation: String,
    example: String = "--plot", notes: String = ""
  ) {
    self.id = id
    self.field = field
    self.year = year
    self.title = title
    self.data = data
    self.expectation = expectation
    self.example = example
    self.notes = notes
  }
}

extension About {
  /// Whether the data that it takes by default are in the cache; nil if they are not in the catalog.
  public func isDataInCache(_ cache: Cache = Cache()) -> Bool? {
    DataName(data).entry.map { cache.status(of: $0.entry).state == .present }
  }
}
