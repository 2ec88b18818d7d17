import Foundation
import ShinsoData

/// Images in rows with headings above their columns and a caption below each, for a PNG file
/// (``write(to:)``) or a page (``PicturePage``).
public struct Figure: Sendable {
  public struct Cell: Sendable {
    public let image: Image
    public let caption: String
    /// What the image shows, for those who cannot see it.
    public let alt: String

    public init(_ image: Image, caption: String = "", alt: String) {
      self.image = image
      self.caption = caption
      self.alt = alt
    }
  }

  /// A color, `#rrggbb`, and what it stands for.
  public struct Key: Sendable, Hashable {
    public let color: String
    public let name: String

    public init(color: String, name: String) {
      self.color = color
      self.name = name
    }
  }

  public let title: Wording
  /// How it was made and is to be read.
  public let note: Wording
  public let columns: Int
  /// One a column, or none.
  public let headings: [Wording]
  public let cells: [Cell]
  public let keys: [Key]

  public init(
    title: Wording, note: Wording, columns: Int, headings: [Wording] = [], cells: [Cell],
    keys: [Key] = []
  ) {
    self.title = title
    self.note = note
    self.columns = max(columns, 1)
    self.headings = headings
    self.cells = cells
    self.keys = keys
  }
}
