/// A part of a ``PicturePage``.
public protocol PageSection: Sendable {
  /// Its line in the contents above the sections; nil for none.
  var entry: PageEntry? { get }

  /// - Throws: `InputError` naming an image that cannot be read.
  func html() throws -> String
}

extension PageSection {
  public var entry: PageEntry? { nil }
}

/// A line of a page's contents.
public struct PageEntry: Sendable, Hashable {
  /// The identifier of the section's element.
  public let anchor: String
  public let title: Wording

  public init(anchor: String, title: Wording) {
    self.anchor = anchor
    self.title = title
  }
}
