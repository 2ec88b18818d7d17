/// A picture made of pictures: cells of one size in rows on white, each picture scaled to fit its
/// cell and centered. Labels are drawn by whoever shows it.
public struct ImageGrid: Sendable, Hashable {
  public let columns: Int
  public let cellWidth: Int
  public let cellHeight: Int
  /// White pixels around each cell; between two cells lies one margin.
  public let margin: Int

  public init(columns: Int, cellWidth: Int, cellHeight: Int, margin: Int = 4) {
    precondition(
      columns > 0 && cellWidth > 0 && cellHeight > 0 && margin >= 0,
      "no grid of \(columns) columns, cells of \(cellWidth) x \(cellHeight), margin \(margin)")
    self.columns = columns
    self.cellWidth = cellWidth
    self.cellHeight = cellHeight
    self.margin = margin
  }

  /// Where cell `index` begins in the picture, in pixels from the top left.
  public func origin(of index: Int) -> (x: Int, y: Int) {
    let (row, column) = index.quotientAndRemainder(dividingBy: columns)
    return (margin + column * (cellWidth + margin), margin + row * (cellHeight + margin))
  }

  /// The size of the picture for `count` cells.
  public func size(for count: Int) -> (width: Int, height: Int) {
    let rows = max((count + columns - 1) / columns, 1)
    return (margin + columns * (cellWidth + margin), margin + rows * (cellHeight + margin))
  }

  /// The pictures in their cells, row by row; nil leaves a cell white.
  public func drawn(_ images: [Image?]) -> Image {
    let size = size(for: images.count)
    var canvas = Image(width: size.width, height: size.height)
    for case (let index, let image?) in images.enumerated() {
      let fitted = image.scaled(toFit: cellWidth, cellHeight)
      let corner = origin(of: index)
      canvas.draw(
        fitted, x: corner.x + (cellWidth - fitted.width) / 2,
        y: corner.y + (cellHeight - fitted.height) / 2)
    }
    return canvas
  }
}

extension Image {
  /// The largest picture of the same proportions within `width` x `height` pixels (at least one
  /// pixel each way).
  public func scaled(
    toFit width: Int, _ height: Int, interpolation: Interpolation = .bicubic
  ) -> Image {
    let scale = min(Double(width) / Double(self.width), Double(height) / Double(self.height))
    func side(_ length: Int, _ limit: Int) -> Int {
      min(max(Int((Double(length) * scale).rounded()), 1), limit)
    }
    return resized(
      width: side(self.width, width), height: side(self.height, height),
      interpolation: interpolation)
  }

  /// Draws `image` over this picture with its top left corner at (`x`, `y`). What lies outside is
  /// cut off.
  public mutating func draw(_ image: Image, x: Int, y: Int) {
    let columns = (max(x, 0)..<max(min(x + image.width, width), max(x, 0)))
    let rows = (max(y, 0)..<max(min(y + image.height, height), max(y, 0)))
    if columns.isEmpty { return }
    let source = image.converted(to: format)
    for row in rows {
      let target = (row * width + columns.lowerBound) * channels
      let from = ((row - y) * image.width + columns.lowerBound - x) * channels
      let count = columns.count * channels
      pixels.replaceSubrange(target..<target + count, with: source.pixels[from..<from + count])
    }
  }
}
