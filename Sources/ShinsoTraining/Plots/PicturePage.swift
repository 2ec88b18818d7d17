import Foundation
import ShinsoData
import ShinsoFormats

/// An HTML page of figures with the images in it, to be opened in any browser and sent as one file.
/// Its text is in English and Japanese.
public struct PicturePage: Sendable {
  public let title: Wording
  public let figures: [Figure]

  public init(title: Wording, figures: [Figure]) {
    self.title = title
    self.figures = figures
  }

  /// - Throws: `InputError` naming the file if it cannot be written.
  public func write(to url: URL) throws {
    try AtomicFile.write(Data(try html().utf8), to: url)
  }

  func html() throws -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(Self.escaped(title.english))</title>
    <style>
    \(Self.style)
    </style>
    </head>
    <body>
    <h1>\(Self.both(title))</h1>
    \(try figures.map(section).joined(separator: "\n"))
    </body>
    </html>

    """
  }

  private static let style = """
    :root { color-scheme: light dark; }
    body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 1.5rem auto; padding: 0 1rem; }
    h1 { font-size: 1.6rem; line-height: 1.25; }
    h2 { font-size: 1.25rem; line-height: 1.25; margin-top: 2.5rem; }
    [lang=ja] { display: block; font-weight: normal; }
    h1 [lang=ja], h2 [lang=ja] { font-size: 0.8em; }
    .wide { overflow-x: auto; }
    .grid { display: grid; gap: 0.75rem; }
    figure { margin: 0; text-align: center; min-width: 4rem; }
    figure img { width: 100%; height: auto; display: block; }
    .small { image-rendering: pixelated; }
    figcaption, .head, .keys { font-size: 0.875rem; line-height: 1.35; overflow-wrap: anywhere; }
    figcaption { margin-top: 0.25rem; }
    .head { text-align: center; font-weight: 600; align-self: end; }
    .keys { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; padding: 0; list-style: none; }
    .keys span { display: inline-block; width: 0.8em; height: 0.8em; margin-right: 0.4em; }
    """

  private func section(_ figure: Figure) throws -> String {
    // Columns with headings stay side by side, and a narrow window scrolls; others wrap.
    let least = figure.headings.isEmpty ? 80 : 130
    let columns =
      figure.headings.isEmpty && figure.cells.count > 1
      ? "repeat(auto-fill, minmax(max(\(least)px, \(70 / figure.columns)%), 1fr))"
      : "repeat(\(figure.columns), minmax(\(least)px, 1fr))"
    let heads = figure.headings.map { "<div class=\"head\">\(Self.both($0))</div>" }
    let cells = try figure.cells.map(Self.cell)
    let keys = figure.keys.map {
      "<li><span style=\"background: \($0.color)\"></span>\(Self.escaped($0.name))</li>"
    }
    return """
      <section>
      <h2>\(Self.both(figure.title))</h2>
      <p>\(Self.both(figure.note))</p>
      <div class="wide"><div class="grid" style="grid-template-columns: \(columns)">
      \((heads + cells).joined(separator: "\n"))
      </div></div>
      \(keys.isEmpty ? "" : "<ul class=\"keys\">\(keys.joined())</ul>")
      </section>
      """
  }

  private static func cell(_ cell: Figure.Cell) throws -> String {
    let image = cell.image
    let data = Data(try image.pngBytes()).base64EncodedString()
    let small = max(image.width, image.height) < 100 ? " class=\"small\"" : ""
    let caption = cell.caption.isEmpty ? "" : "<figcaption>\(escaped(cell.caption))</figcaption>"
    return "<figure><img\(small) width=\"\(image.width)\" height=\"\(image.height)\" "
      + "alt=\"\(escaped(cell.alt))\" src=\"data:image/png;base64,\(data)\">\(caption)</figure>"
  }

  private static func both(_ text: Wording) -> String {
    "\(escaped(text.english)) <span lang=\"ja\">\(escaped(text.japanese))</span>"
  }

  /// Names of classes and files may hold anything.
  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }
}
