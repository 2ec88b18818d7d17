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
  private static let labelHeight: Float = 15
  /// Pixels of a column of text, wide letters included.
  private static let letterWidth: Float = 6.6

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
    let area = Box(
      left: Float(left), top: Float(top), right: Float(left + scale * Double(image.width)),
      bottom: Float(top + scale * Double(image.height)))
    var labels: [Box] = []
    let script = entry.marks.map { mark in
      let box = Box(
        left: Float(left + scale * Double(mark.box.left)),
        top: Float(top + scale * Double(mark.box.top)),
        right: Float(left + scale * Double(mark.box.right)),
        bottom: Float(top + scale * Double(mark.box.bottom)))
      let text = TextWidth.shortened(mark.label, Int(Float(cell.width) / Self.letterWidth) - 1)
      let place = Self.place(of: text, at: box, within: area, beside: labels)
      labels.append(place)
      let color = Plot.colors[mark.color % Plot.colors.count]
      return [
        rectangle(box, sheet, "fillstyle empty border linecolor rgb '\(color)' linewidth 2"),
        rectangle(place, sheet, "fillcolor rgb '\(color)' fillstyle solid noborder"),
        "set label \(Plot.quoted(text)) at \(place.left + 3),"
          + "\(Float(sheet.height) - (place.top + place.bottom) / 2) "
          + "left front textcolor rgb '#ffffff'",
      ]
    }
    // The worst first, so that the best lie above.
    return script.reversed().flatMap { $0 }
  }

  /// Where a label hides no other one: above its box, at the top or the bottom within it, or below.
  private static func place(
    of text: String, at box: Box, within area: Box, beside others: [Box]
  ) -> Box {
    let width = letterWidth * Float(TextWidth.columns(text)) + 6
    let left = max(min(box.left, area.right - width), area.left)
    let places = [box.top - labelHeight, box.top, box.bottom - labelHeight, box.bottom].map { top in
      let top = max(min(top, area.bottom - labelHeight), area.top)
      return Box(left: left, top: top, right: left + width, bottom: top + labelHeight)
    }
    return places.first { place in others.allSatisfy { place.sharedArea($0) == 0 } } ?? places[0]
  }

  private func rectangle(_ box: Box, _ sheet: Image, _ style: String) -> String {
    "set object rectangle from \(box.left),\(Float(sheet.height) - box.bottom) "
      + "to \(box.right),\(Float(sheet.height) - box.top) front \(style)"
  }
}
