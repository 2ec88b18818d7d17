import Foundation
import ShinsoData

extension Figure: PageSection {
  public func html() throws -> String {
    // Columns with headings stay side by side, and a narrow window scrolls; others wrap.
    let least = headings.isEmpty ? 80 : 130
    let template =
      headings.isEmpty && cells.count > 1
      ? "repeat(auto-fill, minmax(max(\(least)px, \(70 / columns)%), 1fr))"
      : "repeat(\(columns), minmax(\(least)px, 1fr))"
    let heads = headings.map { "<div class=\"head\">\(HTML.both($0))</div>" }
    let shown = try cells.map { try $0.html() }
    let legend = keys.map {
      "<li><span style=\"background: \($0.color)\"></span>\(HTML.escaped($0.name))</li>"
    }
    return """
      <section>
      <h2>\(HTML.both(title))</h2>
      <p>\(HTML.both(note))</p>
      <div class="wide"><div class="grid" style="grid-template-columns: \(template)">
      \((heads + shown).joined(separator: "\n"))
      </div></div>
      \(legend.isEmpty ? "" : "<ul class=\"keys\">\(legend.joined())</ul>")
      </section>
      """
  }
}

extension Figure.Cell {
  fileprivate func html() throws -> String {
    let image = HTML.image(
      Data(try image.pngBytes()), width: image.width, height: image.height, alt: alt)
    return "<figure>\(image)"
      + (caption.isEmpty ? "" : "<figcaption>\(HTML.escaped(caption))</figcaption>") + "</figure>"
  }
}
