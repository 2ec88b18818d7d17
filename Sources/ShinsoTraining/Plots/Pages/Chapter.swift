import Foundation
import ShinsoData

/// A chapter of a ``PicturePage`` on one piece of work: what it was, what one sees of it, and its
/// figures beside those of the paper.
public struct Chapter: PageSection {
  /// A picture in a PNG file.
  public struct Picture: Sendable {
    public let url: URL
    /// What it shows and how to read it.
    public let caption: Wording

    public init(_ url: URL, caption: Wording) {
      self.url = url
      self.caption = caption
    }
  }

  /// A number that was measured, beside the published one.
  public struct Measurement: Sendable {
    public let name: Wording
    public let here: String
    public let paper: Wording

    public init(_ name: Wording, here: String, paper: Wording) {
      self.name = name
      self.here = here
      self.paper = paper
    }
  }

  /// The identifier of its element.
  public let anchor: String
  public let year: Int
  public let title: Wording
  public let work: Wording
  public let view: Wording
  /// What was printed, if that is to be seen; tables and the like, in a typewriter's letters.
  public let listing: [String]
  public let pictures: [Picture]
  public let measurements: [Measurement]

  /// - Parameters:
  ///   - work: what it was.
  ///   - view: what one sees.
  public init(
    anchor: String, year: Int, title: Wording, work: Wording, view: Wording, listing: [String] = [],
    pictures: [Picture] = [], measurements: [Measurement] = []
  ) {
    self.anchor = anchor
    self.year = year
    self.title = title
    self.work = work
    self.view = view
    self.listing = listing
    self.pictures = pictures
    self.measurements = measurements
  }

  public var entry: PageEntry? {
    PageEntry(
      anchor: anchor, title: Wording("\(year)  \(title.english)", "\(year)年 \(title.japanese)"))
  }

  public func html() throws -> String {
    """
    <section class="chapter" id="\(HTML.escaped(anchor))">
    <h2><span class="year">\(year)</span>\(HTML.both(title))</h2>
    \(HTML.paragraphs(work))
    <h3>\(HTML.both(Wording("What one sees", "見どころ")))</h3>
    \(HTML.paragraphs(view))
    \(Self.group("listing", listing.map { "<pre>\(HTML.escaped($0))</pre>" }))
    \(Self.group("pictures", try pictures.map { try $0.html() }))
    \(table)
    </section>
    """
  }

  private static func group(_ name: String, _ elements: [String]) -> String {
    if elements.isEmpty { return "" }
    return "<div class=\"\(name)\">\(elements.joined(separator: "\n"))</div>"
  }

  private var table: String {
    if measurements.isEmpty { return "" }
    let heads = [
      Wording("Figure", "数値"), Wording("This run", "今回の実行"), Wording("The paper", "論文"),
    ].map { "<th>\(HTML.both($0))</th>" }
    let rows = measurements.map {
      "<tr><td>\(HTML.both($0.name))</td><td class=\"here\">\(HTML.escaped($0.here))</td>"
        + "<td>\(HTML.both($0.paper))</td></tr>"
    }
    return "<table><thead><tr>\(heads.joined())</tr></thead><tbody>\n"
      + rows.joined(separator: "\n") + "\n</tbody></table>"
  }
}

extension Chapter.Picture {
  /// Pictures wider than this, in pixels, have a row of their own.
  private static let broad = 900

  /// A tap on it shows every pixel, in a frame that scrolls.
  fileprivate func html() throws -> String {
    let image = try Image(contentsOf: url)
    let element = HTML.image(
      try Data(contentsOf: url), width: image.width, height: image.height, alt: caption.english)
    return "<figure\(image.width > Self.broad ? " class=\"broad\"" : "")>"
      + "<label class=\"wide\"><input type=\"checkbox\">\(element)</label><figcaption>\(HTML.both(caption))</figcaption></figure>"
  }
}
