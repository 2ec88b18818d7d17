import Foundation
import ShinsoData
import ShinsoTensor

extension Figure {
  /// In pixels: the gap between two cells, a line of text, a column of it.
  private static let (gap, line, letter) = (10, 17, 7)
  /// The sheet is at least so wide that its title fits.
  private static let leastWidth = 760
  private static let sides = 64.0...300.0
  private static let usualWidth = 1000.0

  /// Draws the figure as a PNG file; gnuplot writes the text.
  ///
  /// - Throws: `InputError` naming the file if it cannot be drawn.
  public func write(to url: URL) throws {
    guard Plot.isAvailable else {
      return try Plot.draw("", width: 1, height: 1, to: url, svg: false)
    }
    let layout = Layout(self)
    var sheet = Image(width: layout.width, height: layout.height)
    var labels: [String] = []
    func label(_ text: String, _ x: Int, _ y: Int, _ style: String, limit: Int) {
      labels.append(
        "set label \(Plot.quoted(TextWidth.shortened(text, limit))) at \(x),\(layout.height - y) "
          + "\(style) front")
    }
    for (column, heading) in headings.enumerated() {
      let x = layout.middle(of: column)
      let limit = layout.cell.width / Self.letter
      label(heading.english, x, 8, "center font ',10'", limit: limit)
      label(heading.japanese, x, 8 + Self.line, "center font ',10'", limit: limit)
    }
    for (index, cell) in cells.enumerated() {
      let image = cell.image.fitted(layout.cell.width, layout.cell.height)
      let (x, y) = (layout.middle(of: index % columns), layout.rowTop(of: index / columns))
      sheet.draw(
        image, x: x - image.width / 2, y: y + (layout.cell.height - image.height) / 2)
      for (number, text) in layout.lines(of: cell).enumerated() {
        label(
          text, x, y + layout.cell.height + 10 + number * Self.line, "center",
          limit: layout.textWidth)
      }
    }
    for (index, key) in keys.enumerated() {
      let (x, y) = layout.place(ofKey: index)
      labels.append(
        "set object rectangle from \(x),\(layout.height - y + 6) to "
          + "\(x + 12),\(layout.height - y - 6) front fillstyle solid noborder "
          + "fillcolor rgb '\(key.color)'")
      label(key.name, x + 18, y, "left", limit: layout.keyWidth / Self.letter - 4)
    }
    try Plot.draw(
      sheet: sheet, title: title.english, translation: title.japanese, labels, to: url)
  }

  /// Where everything stands, in pixels from the top left.
  private struct Layout {
    let figure: Figure
    let cell: (width: Int, height: Int)
    let captionLines: Int
    let width: Int
    let left: Int

    init(_ figure: Figure) {
      self.figure = figure
      let widest = figure.cells.map(\.image.width).max() ?? 1
      let highest = figure.cells.map(\.image.height).max() ?? 1
      let side =
        figure.cells.count == 1
        ? Double(max(widest, highest))
        : min(
          max(Figure.usualWidth / Double(figure.columns), Figure.sides.lowerBound),
          Figure.sides.upperBound)
      let scale = side / Double(max(widest, highest))
      cell = (
        max(Int((Double(widest) * scale).rounded()), 1),
        max(Int((Double(highest) * scale).rounded()), 1)
      )
      let grid = figure.columns * (cell.width + Figure.gap) + Figure.gap
      width = max(grid, Figure.leastWidth)
      left = (width - grid) / 2
      let textWidth = (cell.width + Figure.gap) / Figure.letter
      captionLines =
        figure.cells.map { Self.lines(of: $0, textWidth).count }.max() ?? 0
    }

    var textWidth: Int { (cell.width + Figure.gap) / Figure.letter }
    private var head: Int { figure.headings.isEmpty ? 0 : 2 * Figure.line + 8 }
    private var rowHeight: Int { cell.height + Figure.gap + captionLines * Figure.line }
    private var rows: Int { (figure.cells.count + figure.columns - 1) / figure.columns }
    private var keyTop: Int { head + rows * rowHeight + Figure.gap }
    let keyWidth = 180
    private var keyColumns: Int { max((width - 2 * Figure.gap) / keyWidth, 1) }
    private var keyRows: Int { (figure.keys.count + keyColumns - 1) / keyColumns }

    var height: Int { keyTop + keyRows * Figure.line + (keyRows > 0 ? Figure.gap : 0) }

    func middle(of column: Int) -> Int {
      left + Figure.gap + column * (cell.width + Figure.gap) + cell.width / 2
    }

    func rowTop(of row: Int) -> Int { head + row * rowHeight }

    func place(ofKey index: Int) -> (x: Int, y: Int) {
      (
        2 * Figure.gap + index % keyColumns * keyWidth,
        keyTop + index / keyColumns * Figure.line + 8
      )
    }

    func lines(of cell: Cell) -> [String] { Self.lines(of: cell, textWidth) }

    private static func lines(of cell: Cell, _ width: Int) -> [String] {
      cell.caption.isEmpty ? [] : TextWidth.wrapped(cell.caption, width, lines: 2)
    }
  }
}

extension Image {
  /// The image as large as it fits: small ones with every pixel as a sharp square.
  fileprivate func fitted(_ width: Int, _ height: Int) -> Image {
    let factor = min(width / self.width, height / self.height)
    return factor >= 2 ? enlarged(factor) : scaled(toFit: width, height)
  }
}
