import Foundation
import ShinsoData
import ShinsoTensor

/// Images in rows, each with one or two captions below.
public struct ContactSheet: Sendable {
  /// A text, in up to two lines, and its color, `#rrggbb`.
  public struct Caption: Sendable {
    public let text: String
    public let color: String

    public init(_ text: String, color: String = "#404040") {
      self.text = text
      self.color = color
    }
  }

  public struct Entry: Sendable {
    public let url: URL
    /// At most two.
    public let captions: [Caption]
    /// Whether it has a red frame.
    public let isFramed: Bool

    public init(url: URL, captions: [Caption], isFramed: Bool = false) {
      self.url = url
      self.captions = captions
      self.isFramed = isFramed
    }
  }

  public let entries: [Entry]
  public let title: String

  public init(entries: [Entry], title: String) {
    self.entries = entries
    self.title = title
  }

  /// Indices of at most `limit` of `count` samples, evenly spaced.
  public static func choice(of count: Int, limit: Int = 30) -> [Int] {
    let chosen = min(count, limit)
    return (0..<chosen).map { $0 * count / chosen }
  }

  private static let columns = 6
  private static let cell = 150
  /// The columns of text that fit below an image.
  private static let textWidth = 21
  private static let lineHeight = 16
  private static let frame = 4

  /// Draws the sheet as a PNG file.
  /// - Throws: `InputError` naming an image that cannot be read, or the file if it cannot be
  ///   written. gnuplot writes the labels; if it is missing, it only warns.
  public func write(to url: URL) throws {
    guard Plot.isAvailable, !entries.isEmpty else {
      return try Plot.draw("", width: 1, height: 1, to: url, svg: false)
    }
    let columns = min(Self.columns, max(entries.count, 3))
    let texts = entries.map(Self.lines)
    // Room below an image for as many lines as an entry has.
    let band = 8 + Self.lineHeight * (texts.map(\.count).max() ?? 0)
    let grid = ImageGrid(
      columns: columns, cellWidth: Self.cell, cellHeight: Self.cell + band, margin: 8)
    let sheet = grid.drawn(try entries.map { try picture($0, height: Self.cell + band) })
    let script = texts.enumerated().flatMap { index, lines in
      labels(lines, at: grid.origin(of: index), sheet.height)
    }
    try Plot.draw(sheet: sheet, title: title, script, to: url)
  }

  /// The image above its text, framed if requested.
  private func picture(_ entry: Entry, height: Int) throws -> Image {
    var canvas = Image(width: Self.cell, height: height)
    let inner = Self.cell - 2 * Self.frame
    let image = try Image(contentsOf: entry.url).scaled(toFit: inner, inner)
    if entry.isFramed {
      let red = [[UInt8]](repeating: [203, 24, 29], count: Self.cell * Self.cell)
      canvas.draw(
        Image(
          width: Self.cell, height: Self.cell, format: .rgb, pixels: Array(red.joined())),
        x: 0, y: 0)
      canvas.draw(Image(width: inner, height: inner), x: Self.frame, y: Self.frame)
    }
    canvas.draw(image, x: (Self.cell - image.width) / 2, y: (Self.cell - image.height) / 2)
    return canvas
  }

  /// The lines of text below an image.
  private static func lines(of entry: Entry) -> [Caption] {
    entry.captions.prefix(2).flatMap { caption in
      TextWidth.wrapped(caption.text, textWidth, lines: 2).map { Caption($0, color: caption.color) }
    }
  }

  private func labels(_ lines: [Caption], at corner: (x: Int, y: Int), _ height: Int) -> [String] {
    lines.enumerated().map { number, line in
      // The distance from the top of the sheet to the middle of the line.
      let top = corner.y + Self.cell + 11 + Self.lineHeight * number
      return "set label \(Plot.quoted(line.text)) at \(corner.x + Self.cell / 2),\(height - top) "
        + "center front textcolor rgb '\(line.color)'"
    }
  }
}
