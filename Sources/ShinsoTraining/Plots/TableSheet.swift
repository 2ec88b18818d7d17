import Foundation

/// A table of numbers as a picture: named rows and columns, each cell with a text and a shade.
public struct TableSheet: Sendable {
  public struct Cell: Sendable {
    public let text: String
    /// A second, smaller line, such as the value of a paper.
    public let note: String
    /// How dark the cell is, from 0 to 1.
    public let shade: Double

    public init(_ text: String, note: String = "", shade: Double = 0) {
      self.text = text
      self.note = note
      self.shade = shade
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
  public let columns: [String]
  public let rows: [Row]

  public init(title: String, columns: [String], rows: [Row]) {
    self.title = title
    self.columns = columns
    self.rows = rows
  }

  /// In pixels.
  private static let (head, line, gap) = (84, 46, 20)

  /// Draws the table as a PNG and an SVG file. If it has no rows, nothing is drawn.
  ///
  /// - Parameter url: its extension is replaced by `png` and by `svg`.
  /// - Throws: `InputError` if a file cannot be written. If gnuplot is missing, it only warns.
  public func write(to url: URL) throws {
    if rows.isEmpty { return }
    let texts = columns + rows.flatMap(\.cells).flatMap { [$0.text, $0.note] }
    let cell = max((texts.map(TextWidth.columns).max() ?? 0) * 8 + Self.gap, 90)
    let left = (rows.map { TextWidth.columns($0.name) }.max() ?? 0) * 8 + 2 * Self.gap
    let width = max(
      left + columns.count * cell + Self.gap, TextWidth.columns(title) * 9 + 2 * Self.gap)
    let height = Self.head + rows.count * Self.line + Self.gap
    var script = [
      "unset key", "unset border", "unset tics", "set lmargin screen 0", "set rmargin screen 1",
      "set bmargin screen 0", "set tmargin screen 1", "set xrange [0:\(width)]",
      "set yrange [0:\(height)]",
      label(title, width / 2, height - Self.head / 3, "center", size: 13),
    ]
    for (column, name) in columns.enumerated() {
      script.append(
        label(name, left + column * cell + cell / 2, height - Self.head + 16, "center"))
    }
    for (index, row) in rows.enumerated() {
      let top = height - Self.head - index * Self.line
      script.append(label(row.name, left - Self.gap, top - Self.line / 2, "right"))
      for (column, content) in row.cells.enumerated() {
        script += draw(content, left + column * cell, top, width: cell)
      }
    }
    script.append("plot NaN")
    try Plot.draw(script.joined(separator: "\n"), width: width, height: height, to: url)
  }

  private func draw(_ cell: Cell, _ left: Int, _ top: Int, width: Int) -> [String] {
    // From white to a blue on which black can be read.
    let shade = min(max(cell.shade, 0), 1)
    let color = [(255.0, 107.0), (255.0, 174.0), (255.0, 214.0)].map { white, blue in
      String(format: "%02x", Int((white + (blue - white) * shade).rounded()))
    }.joined()
    let (middle, bottom) = (left + width / 2, top - Self.line)
    let hasNote = !cell.note.isEmpty
    let lines =
      [label(cell.text, middle, top - (hasNote ? 15 : Self.line / 2), "center")]
      + (hasNote ? [label(cell.note, middle, top - 34, "center", size: 9)] : [])
    return [
      "set object rectangle from \(left),\(bottom) to \(left + width),\(top) back "
        + "fillcolor rgb '#\(color)' fillstyle solid border linecolor rgb '#969696'"
    ] + lines
  }

  private func label(
    _ text: String, _ x: Int, _ y: Int, _ side: String, size: Int = 11
  ) -> String {
    "set label \(Plot.quoted(text)) at \(x),\(y) \(side) front font ',\(size)'"
  }
}
