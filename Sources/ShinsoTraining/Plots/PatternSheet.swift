import Foundation
import ShinsoData

/// Small patterns in named rows, each with a caption below, such as the patterns that a network
/// stored, was given and recalled. They are drawn in shades of gray, with every pixel as a sharp
/// square.
public struct PatternSheet: Sendable {
  public struct Cell: Sendable {
    public let image: Image
    public let caption: String

    public init(_ image: Image, caption: String = "") {
      self.image = image.converted(to: .gray)
      self.caption = caption
    }
  }

  public struct Row: Sendable {
    public let name: String
    public let cells: [Cell]

    public init(_ name: String, _ cells: [Cell]) {
      self.name = name
      self.cells = cells
    }
  }

  public let title: String
  public let rows: [Row]

  public init(title: String, rows: [Row]) {
    self.title = title
    self.rows = rows
  }

  /// In pixels: the longer side of a pattern, the gap between two patterns, a line of text.
  private static let (side, gap, line) = (120, 24, 22)
  private static let head = 46

  /// Draws the sheet as a PNG and an SVG file. If there are no patterns, nothing is drawn.
  ///
  /// - Parameter url: its extension is replaced by `png` and by `svg`.
  /// - Throws: `InputError` if a file cannot be written. If gnuplot is missing, it only warns.
  public func write(to url: URL) throws {
    let columns = rows.map(\.cells.count).max() ?? 0
    if columns == 0 { return }
    let name = rows.map { TextWidth.columns($0.name) }.max() ?? 0
    let left = name == 0 ? Self.gap : min(name, 32) * 8 + 2 * Self.gap
    let caption = rows.flatMap(\.cells).map { TextWidth.columns($0.caption) }.max() ?? 0
    let step = (
      across: max(Self.side, min(caption, 32) * 7) + Self.gap,
      down: Self.side + Self.line + Self.gap
    )
    // A sheet with one narrow column must still fit its title.
    let width = max(left + columns * step.across, TextWidth.columns(title) * 9 + 2 * Self.gap)
    let height = Self.head + rows.count * step.down
    var (script, elements): ([String], [String]) = ([], [])
    for (index, row) in rows.enumerated() {
      let top = height - Self.head - index * step.down
      script.append(
        label(row.name, left - Self.gap, top - Self.side / 2, "right", limit: 32))
      for (column, cell) in row.cells.enumerated() {
        let center = left + column * step.across + (step.across - Self.gap) / 2
        script.append(
          label(cell.caption, center, top - Self.side - Self.line / 2, "center", limit: 32))
        draw(cell.image, "$picture\(index)_\(column)", center, top, &script, &elements)
      }
    }
    script += [
      "unset key", "unset border", "unset tics", "unset colorbox", "set palette gray gamma 1",
      "set cbrange [0:255]", "set lmargin screen 0", "set rmargin screen 1",
      "set bmargin screen 0", "set tmargin screen 1", "set xrange [0:\(width)]",
      "set yrange [0:\(height)]",
      "set label \(Plot.quoted(title)) at \(width / 2),\(height - Self.head / 2) center font ',13'",
      // Single pixels are sharp in SVG, but leave seams between them in PNG.
      "PIXELS = GPVAL_TERM eq 'svg' ? 'pixels' : ''",
      "plot " + elements.joined(separator: ", "),
    ]
    try Plot.draw(script.joined(separator: "\n"), width: width, height: height, to: url)
  }

  private func label(
    _ text: String, _ x: Int, _ y: Int, _ side: String, limit: Int
  ) -> String {
    "set label \(Plot.quoted(TextWidth.shortened(text, limit))) at \(x),\(y) \(side) front"
  }

  /// A pattern with a thin frame; its longer side fills the cell as far as possible with a whole
  /// scale factor, so that all pixels are the same size.
  private func draw(
    _ image: Image, _ block: String, _ center: Int, _ top: Int, _ script: inout [String],
    _ elements: inout [String]
  ) {
    let longest = max(image.width, image.height)
    let scale =
      longest <= Self.side ? Double(Self.side / longest) : Double(Self.side) / Double(longest)
    let (width, height) = (Double(image.width) * scale, Double(image.height) * scale)
    let left = (Double(center) - width / 2).rounded()
    let up = Double(top) - ((Double(Self.side) - height) / 2).rounded()
    script.append("\(block) << END_OF_DATA")
    script += (0..<image.height).map { row in
      image.pixels[row * image.width..<(row + 1) * image.width].map(String.init)
        .joined(separator: " ")
    }
    script += [
      "END_OF_DATA",
      "set object rectangle from \(left),\(up - height) to \(left + width),\(up) front "
        + "fillstyle empty border linecolor rgb '#969696'",
    ]
    elements.append(
      "\(block) matrix using (\(left)+($1+0.5)*\(scale)):(\(up)-($2+0.5)*\(scale)):3 with image @PIXELS"
    )
  }
}
