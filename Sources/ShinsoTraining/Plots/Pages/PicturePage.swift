import Foundation
import ShinsoFormats

/// An HTML page of pictures with the images in it, to be opened in any browser and sent as one file.
/// Its text is in English and Japanese. It has no scripts and asks no server for anything.
public struct PicturePage: Sendable {
  public let title: Wording
  /// What the page is, below its title.
  public let introduction: Wording?
  public let sections: [any PageSection]

  public init(title: Wording, introduction: Wording? = nil, sections: [any PageSection]) {
    self.title = title
    self.introduction = introduction
    self.sections = sections
  }

  /// - Throws: `InputError` naming the file if it cannot be written, or an image that cannot be read.
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
    <title>\(HTML.escaped(title.english))</title>
    <style>
    \(Self.style)
    </style>
    </head>
    <body>
    <h1>\(HTML.both(title))</h1>
    \(introduction.map(HTML.paragraphs) ?? "")
    \(contents)
    \(try sections.map { try $0.html() }.joined(separator: "\n"))
    </body>
    </html>

    """
  }

  private var contents: String {
    let items = sections.compactMap(\.entry).map {
      "<li><a href=\"#\(HTML.escaped($0.anchor))\">\(HTML.both($0.title))</a></li>"
    }
    return items.isEmpty ? "" : "<nav><ol>\(items.joined())</ol></nav>"
  }

  private static let style = """
    :root { color-scheme: light dark; }
    body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 1.5rem auto; padding: 0 1rem; }
    :lang(ja) { font-family: "Hiragino Sans", "Noto Sans JP", "Noto Sans CJK JP", "Yu Gothic", system-ui, sans-serif; }
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
    .two { display: grid; grid-template-columns: 1fr 1fr; gap: 0 2rem; }
    .two p { margin: 0.5rem 0; }
    nav ol { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: 0.75rem 1.5rem; padding: 0; list-style: none; line-height: 1.35; }
    nav [lang=ja], td [lang=ja], th [lang=ja] { font-size: 0.9em; }
    .chapter { border-top: 1px solid #8886; margin-top: 2.5rem; }
    .chapter h2 { margin-top: 1.25rem; }
    .year { font-weight: normal; opacity: 0.75; margin-right: 0.35em; }
    .pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); gap: 1.5rem; align-items: start; margin: 1rem 0; }
    .pictures img { max-width: 100%; width: auto; margin: 0 auto; background: #fff; cursor: zoom-in; }
    .pictures input { position: absolute; opacity: 0; }
    .pictures input:focus-visible + img { outline: 2px solid; }
    .pictures input:checked + img { max-width: none; cursor: zoom-out; }
    .pictures .broad { grid-column: 1 / -1; }
    .listing { display: flex; flex-wrap: wrap; gap: 0.75rem; margin: 1rem 0; }
    pre { overflow-x: auto; margin: 0; font-size: 0.8125rem; line-height: 1.35; padding: 0.75rem; background: #8881; }
    table { border-collapse: collapse; width: 100%; }
    th, td { border-bottom: 1px solid #8886; padding: 0.4rem 1rem 0.4rem 0; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
    td:first-child { width: 45%; }
    .here { font-weight: 600; white-space: nowrap; }
    @media (max-width: 45rem) {
      .two { grid-template-columns: 1fr; }
      th, td { padding-right: 0.5rem; }
      td:first-child { width: auto; }
    }
    """
}
