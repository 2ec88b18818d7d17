import Foundation
import ShinsoData
import ShinsoTensor

/// Pictures with labeled boxes, in rows.
public struct BoxSheet: Sendable {
  public struct Mark: Sendable {
    public let box: Box
    public let label: String
    /// Marks of the same number have the same color.
    public let color: Int

    public init(box: Box, label: String, color: Int) {
      self.box = box
      self.label = label
      self.color = color
    }
  }

  public struct Entry: Sendable {
    public let image: Image
    public let marks: [Mark]

    public init(image: Image, marks: [Mark]) {
      self.image = image
      self.marks = marks
    }
  }

  public let entries: [Entry]
  public let title: String

  public init(entries: [Entry], title: String) {
    self.entries = entries
    self.title = title
  }

  private static let columns = 3
  private static let cell = (width: 400, height: 300)
  /// A picture alone is drawn up to this size, and at least so large that labels are read.
  private static let alone = 480.0...1200.0
  private static let labelHeight = 15.0
  /// Pixels of a column of text, wide letters included.
  private static let letterWidth = 7.2

  /// Draws the sheet as a PNG file.
  ///
  /// - Throws: `InputError` naming the file if it cannot be written. If gnuplot is missing, it only
  ///   warns.
  public func write(to url: URL) throws {
    guard let first = entries.first else { return }
    var (width, height) = Self.cell
    if entries.count == 1 {
      let longer = Double(max(first.image.width, first.image.height))
      let scale = min(max(longer, Self.alone.lowerBound), Self.alone.upperBound) / longer
      width = max(Int(Double(first.image.width) * scale), 1)
      height = max(Int(Double(first.image.height) * scale), 1)
    }
    let grid = ImageGrid(
      columns: min(Self.columns, entries.count), cellWidth: width, cellHeight: height, margin: 8)
    let sheet = grid.drawn(entries.map(\.image))
    let script = entries.enumerated().flatMap { index, entry in
      marks(of: entry, in: (width, height), at: grid.origin(of: index), sheet: sheet)
    }
    try Plot.draw(sheet: sheet, title: title, script, to: url)
  }

  private func marks(
    of entry: Entry, in cell: (width: Int, height: Int), at corner: (x: Int, y: Int), sheet: Image
  ) -> [String] {
    let image = entry.image
    let scale = min(
      Double(cell.width) / Double(image.width), Double(cell.height) / Double(image.height))
    let left = Double(corner.x) + (Double(cell.width) - scale * Double(image.width)) / 2
    let top = Double(corner.y) + (Double(cell.height) - scale * Double(image.height)) / 2
    // The worst first, so that the best lie above.
    return entry.marks.reversed().flatMap { mark in
      let box = mark.box
      let xs = (left + scale * Double(box.left), left + scale * Double(box.right))
      let ys = (top + scale * Double(box.top), top + scale * Double(box.bottom))
      let color = Plot.colors[mark.color % Plot.colors.count]
      let text = TextWidth.shortened(mark.label, Int(Double(cell.width) / Self.letterWidth) - 1)
      let width = Self.letterWidth * Double(TextWidth.columns(text)) + 6
      // Above the box where there is room, and never beyond the sheet.
      let labelTop = max(ys.0 - Self.labelHeight, top)
      let labelLeft = max(min(xs.0, Double(sheet.width) - width), 0)
      func rectangle(_ x: (Double, Double), _ y: (Double, Double), _ style: String) -> String {
        "set object rectangle from \(x.0),\(Double(sheet.height) - y.1) "
          + "to \(x.1),\(Double(sheet.height) - y.0) front \(style)"
      }
      return [
        rectangle(xs, ys, "fillstyle empty border linecolor rgb '\(color)' linewidth 2"),
        rectangle(
          (labelLeft, labelLeft + width), (labelTop, labelTop + Self.labelHeight),
          "fillcolor rgb '\(color)' fillstyle solid noborder"),
        "set label \(Plot.quoted(text)) at \(labelLeft + 3),"
          + "\(Double(sheet.height) - labelTop - Self.labelHeight / 2) "
          + "left front textcolor rgb '#ffffff'",
      ]
    }
  }
}
