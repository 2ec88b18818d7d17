import Foundation
import ShinsoData

/// Samples at their places of a plane: as dots in the colors of their classes, or as small pictures
/// with frames in these.
public struct PointMap: Sendable {
  public struct Point: Sendable {
    public let x: Double
    public let y: Double
    /// An index into the colors.
    public let label: Int
    /// nil: a dot.
    public let picture: Image?

    public init(x: Double, y: Double, label: Int, picture: Image? = nil) {
      self.x = x
      self.y = y
      self.label = label
      self.picture = picture
    }
  }

  public let points: [Point]
  /// Red, green and blue of each label.
  private let colors: [[UInt8]]

  /// - Parameter labels: how many there are; of one alone, nothing is colored.
  public init(points: [Point], labels: Int) {
    self.points = points
    colors = (0..<labels).map { label in
      if labels == 1 { return [8, 48, 107] }
      // Neighbors in hue differ in lightness.
      return Self.color(
        hue: Double(label) / Double(labels), lightness: label % 2 == 0 ? 0.42 : 0.6)
    }
  }

  /// `#rrggbb`
  public func color(ofLabel label: Int) -> String {
    "#" + colors[label].map { String(format: "%02x", $0) }.joined()
  }

  private static let (frame, side, radius) = (3, 46, 4)

  /// Draws what lies behind first. The axes have no unit and are stretched to fill the image.
  public func image(width: Int = 1000, height: Int = 760) -> Image {
    var canvas = Image(width: width, height: height)
    let margin = Self.side / 2 + Self.frame + 4
    func scaled(_ values: [Double], _ extent: Int) -> [Int] {
      let (low, high) = (values.min() ?? 0, values.max() ?? 0)
      return values.map { value in
        let share = high > low ? (value - low) / (high - low) : 0.5
        return margin + Int(share * Double(extent - 2 * margin))
      }
    }
    let places = zip(scaled(points.map(\.x), width), scaled(points.map { -$0.y }, height))
    for (point, (x, y)) in zip(points, places) {
      guard let picture = point.picture else {
        canvas.draw(dot(of: colors[point.label]), x: x - Self.radius, y: y - Self.radius)
        continue
      }
      let small = picture.scaled(toFit: Self.side, Self.side)
      if colors.count > 1 {
        let size = (small.width + 2 * Self.frame, small.height + 2 * Self.frame)
        canvas.draw(
          Self.plain(size, colors[point.label]), x: x - size.0 / 2, y: y - size.1 / 2)
      }
      canvas.draw(small, x: x - small.width / 2, y: y - small.height / 2)
    }
    return canvas
  }

  private static func plain(_ size: (width: Int, height: Int), _ color: [UInt8]) -> Image {
    let pixels = [[UInt8]](repeating: color, count: size.width * size.height)
    return Image(
      width: size.width, height: size.height, format: .rgb, pixels: Array(pixels.joined()))
  }

  /// A square with the corners cut off.
  private func dot(of color: [UInt8]) -> Image {
    Self.plain((2 * Self.radius - 1, 2 * Self.radius - 1), color)
  }

  private static func color(hue: Double, lightness: Double) -> [UInt8] {
    let chroma = 0.75 * (1 - abs(2 * lightness - 1))
    return [0.0, 8.0, 4.0].map { offset in
      let k = (offset + hue * 12).truncatingRemainder(dividingBy: 12)
      let value = lightness - chroma / 2 * max(-1, min(k - 3, 9 - k, 1))
      return UInt8(min(max(value, 0), 1) * 255)
    }
  }
}
