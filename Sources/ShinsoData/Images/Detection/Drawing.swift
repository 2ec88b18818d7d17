import Foundation
import ShinsoTensor

/// A drawing without its background.
struct Drawing {
  /// Over white.
  private var color: Image
  /// 255 where the drawing covers what lies below.
  private var coverage: Image

  var width: Int { color.width }
  var height: Int { color.height }

  init(color: Image, coverage: Image) {
    self.color = color
    self.coverage = coverage
  }

  /// - Throws: `InputError` for a file that is no PNG.
  init(contentsOf url: URL) throws {
    let bytes = try ImageFile.bytes(of: url)
    (color, coverage) = try bytes.withUnsafeBytes {
      try PNGDecoder($0, name: url.path).layers()
    }
  }

  /// How much of its rectangle the drawing covers.
  var coveredPart: Double {
    Double(coverage.pixels.reduce(0) { $0 + Int($1) }) / Double(255 * coverage.pixels.count)
  }

  /// Without the rows and columns that hold nothing of it; nil if it holds nothing at all.
  var trimmed: Drawing? {
    var (columns, rows) = ((first: width, last: -1), (first: height, last: -1))
    for y in 0..<height {
      for x in 0..<width where coverage.pixels[y * width + x] >= 128 {
        columns = (min(columns.first, x), max(columns.last, x))
        rows = (min(rows.first, y), y)
      }
    }
    if columns.last < 0 { return nil }
    rows.first =
      (0..<height).first { y in
        coverage.pixels[y * width..<(y + 1) * width].contains { $0 >= 128 }
      } ?? 0
    let (xs, ys) = (columns.first..<columns.last + 1, rows.first..<rows.last + 1)
    return Drawing(color: color.cropped(xs, ys), coverage: coverage.cropped(xs, ys))
  }

  func resized(width: Int, height: Int) -> Drawing {
    Drawing(
      color: color.resized(width: width, height: height, interpolation: .bilinear),
      coverage: coverage.resized(width: width, height: height, interpolation: .bilinear))
  }

  func mirrored() -> Drawing {
    Drawing(color: color.mirrored(), coverage: coverage.mirrored())
  }

  /// Pastes it into a color image that has room for it.
  func draw(on canvas: inout Image, x: Int, y: Int) {
    for row in 0..<height {
      for column in 0..<width {
        let place = row * width + column
        let part = Int(coverage.pixels[place])
        if part == 0 { continue }
        let target = ((y + row) * canvas.width + x + column) * 3
        for channel in 0..<3 {
          // The color lies over white: what white adds is taken away.
          let own = Int(color.pixels[3 * place + channel]) - (255 - part)
          let below = Int(canvas.pixels[target + channel]) * (255 - part) / 255
          canvas.pixels[target + channel] = UInt8(min(max(own + below, 0), 255))
        }
      }
    }
  }
}
