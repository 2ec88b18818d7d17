import Foundation
import ShinsoTensor

extension ShapeScene {
  /// Pixels each way.
  public static let side = 64

  /// Draws the scene on light paper; places, sizes and shades vary a little.
  public func image(using generator: inout some RandomNumberGenerator) -> Image {
    let paper = 225 + 30 * generator.unit()
    var pixels = [UInt8](repeating: 0, count: 3 * Self.side * Self.side)
    let tint = (0..<3).map { _ in UInt8(paper - 12 * generator.unit()) }
    for place in pixels.indices { pixels[place] = tint[place % 3] }
    for group in groups {
      let color = group.color.shade.map { value in
        UInt8(min(max(value + 30 * (generator.unit() - 0.5), 0), 255))
      }
      let size = 9.5 + 2 * generator.unit()
      for center in group.centers(using: &generator) {
        group.form.draw(on: &pixels, center: center, size: size, color)
      }
    }
    return Image(width: Self.side, height: Self.side, format: .rgb, pixels: pixels)
  }
}

extension ShapeGroup.Color {
  fileprivate var shade: [Double] {
    switch self {
    case .red: [205, 30, 40]
    case .green: [35, 150, 60]
    case .blue: [40, 70, 210]
    case .yellow: [235, 205, 30]
    case .purple: [135, 50, 170]
    case .orange: [240, 125, 25]
    }
  }
}

extension ShapeGroup {
  /// Where its shapes stand, in pixels: side by side, around the middle of their place.
  fileprivate func centers(
    using generator: inout some RandomNumberGenerator
  ) -> [(x: Double, y: Double)] {
    let pitch = 13.0
    let along = (0..<count).map { (Double($0) - Double(count - 1) / 2) * pitch }
    // In the middle, three shapes make a triangle.
    let offsets: [(x: Double, y: Double)] =
      switch place {
      case .top, .bottom: along.map { ($0, 0) }
      case .left, .right: along.map { (0, $0) }
      case .center:
        count == 3
          ? [(0, -0.5), (-0.5, 0.5), (0.5, 0.5)].map { ($0 * pitch, $1 * pitch) }
          : along.map { ($0, 0) }
      }
    let middle: (x: Double, y: Double) =
      switch place {
      case .top: (32, 9)
      case .left: (9, 32)
      case .center: (32, 32)
      case .right: (55, 32)
      case .bottom: (32, 55)
      }
    func jitter(_ width: Double) -> Double { width * (2 * generator.unit() - 1) }
    let slack = place == .center ? 1.5 : 4.0
    let isWide = place == .top || place == .bottom
    let (dx, dy) = (jitter(isWide ? slack : 1.5), jitter(isWide ? 1.5 : slack))
    return offsets.map { (middle.x + dx + $0.x + jitter(0.7), middle.y + dy + $0.y + jitter(0.7)) }
  }
}

extension ShapeGroup.Form {
  private static let samples = 4

  /// Fills the shape, with smooth edges.
  ///
  /// - Parameters:
  ///   - center: in pixels.
  ///   - size: its width.
  fileprivate func draw(
    on pixels: inout [UInt8], center: (x: Double, y: Double), size: Double, _ color: [UInt8]
  ) {
    let side = ShapeScene.side
    func range(_ middle: Double) -> Range<Int> {
      let low = max(Int(middle - size / 2) - 1, 0)
      return low..<max(min(Int(middle + size / 2) + 2, side), low)
    }
    let step = 1 / Double(Self.samples)
    for y in range(center.y) {
      for x in range(center.x) {
        var inside = 0
        for row in 0..<Self.samples {
          for column in 0..<Self.samples {
            let u = (Double(x) + (Double(column) + 0.5) * step - center.x) / size
            let v = (Double(y) + (Double(row) + 0.5) * step - center.y) / size
            if covers(u, v) { inside += 1 }
          }
        }
        let part = Double(inside) * step * step
        for channel in 0..<3 where inside > 0 {
          let place = 3 * (y * side + x) + channel
          let mixed = Double(pixels[place]) * (1 - part) + Double(color[channel]) * part
          pixels[place] = UInt8(mixed.rounded())
        }
      }
    }
  }

  /// Whether a point is in the shape, whose width is 1 and whose middle is 0; v points down.
  private func covers(_ u: Double, _ v: Double) -> Bool {
    switch self {
    case .circle: return u * u + v * v <= 0.25
    case .square: return abs(u) <= 0.45 && abs(v) <= 0.45
    case .triangle: return v <= 0.45 && v >= -0.5 && abs(u) <= 0.55 * (v + 0.5) / 0.95
    case .cross: return min(abs(u), abs(v)) <= 0.16 && max(abs(u), abs(v)) <= 0.5
    case .star:
      // The outline goes from a tip at radius 0.55 to a dent at 0.22, and this is one of ten
      // halves.
      let angle = abs(atan2(u, -v)).truncatingRemainder(dividingBy: 0.4 * .pi)
      let turn = angle > 0.2 * .pi ? 0.4 * .pi - angle : angle
      let radius = (u * u + v * v).squareRoot()
      let (tip, dent) = (0.55, 0.22)
      let (x, y) = (radius * cos(turn), radius * sin(turn))
      let (dentX, dentY) = (dent * cos(0.2 * .pi), dent * sin(0.2 * .pi))
      return (x - tip) * dentY - y * (dentX - tip) <= 0
    }
  }
}
