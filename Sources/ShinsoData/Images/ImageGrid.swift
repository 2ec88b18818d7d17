/// An image composed of images: equally large cells in rows on white. Each image is scaled to fit
/// its cell and centered. Labels are added by the code that displays the grid.
public struct ImageGrid: Sendable, Hashable {
  public let columns: Int
  public let cellWidth: Int
  public let cellHeight: Int
  /// White pixels around each cell; adjacent cells share one margin.
  public let margin: Int

  public init(columns: Int, cellWidth: Int, cellHeight: Int, margin: Int = 4) {
    precondition(
      columns > 0 && cellWidth > 0 && cellHeight > 0 && margin >= 0,
      "ImageGrid: \(columns) columns, cells of \(cellWidth) x \(cellHeight), margin \(margin)")
    self.columns = columns
    self.cellWidth = cellWidth
    self.cellHeight = cellHeight
    self.margin = margin
  }

  /// The top left corner of cell `index`, in pixels from the top left of the grid.
  public func origin(of index: Int) -> (x: Int, y: Int) {
    let (row, column) = index.quotientAndRemainder(dividingBy: columns)
    return (margin + column * (cellWidth + margin), margin + row * (cellHeight + margin))
  }

  /// The size of the grid for `count` cells.
  public func size(for count: Int) -> (width: Int, height: Int) {
    let rows = max((count + columns - 1) / columns, 1)
    return (margin + columns * (cellWidth + margin), margin + rows * (cellHeight + margin))
  }

  /// Draws the images in their cells, row by row; nil leaves a cell white.
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
  /// The image scaled as large as possible within `width` x `height` pixels with its proportions
  /// kept (at least one pixel each way).
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

  /// Every pixel as a square of `factor` pixels.
  package func enlarged(_ factor: Int) -> Image {
    Image(width: factor * width, height: factor * height, format: format) { target in
      for y in 0..<factor * height {
        for x in 0..<factor * width {
          let from = (y / factor * width + x / factor) * channels
          let to = (y * factor * width + x) * channels
          for channel in 0..<channels { target[to + channel] = pixels[from + channel] }
        }
      }
    }
  }

  /// Draws `image` onto this image with its top left corner at (`x`, `y`). Parts that lie outside
  /// are cut off.
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
