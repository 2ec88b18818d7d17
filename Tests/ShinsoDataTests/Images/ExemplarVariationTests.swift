import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoData

@Suite struct ExemplarVariationTests {
  /// A spot on a ground of another color.
  private let picture = Image(width: 32, height: 32, format: .rgb) { pixels in
    for place in 0..<32 * 32 {
      let isSpot =
        (place / 32 - 16) * (place / 32 - 16) + (place % 32 - 16) * (place % 32 - 16) < 30
      let color: [UInt8] = isSpot ? [200, 60, 40] : [60, 90, 160]
      for channel in 0..<3 { pixels[3 * place + channel] = color[channel] }
    }
  }

  private var variation: ExemplarVariation {
    var colors = ColorStatistics()
    colors.add(picture)
    return ExemplarVariation(colors)
  }

  @Test func viewsDifferButKeepTheSpot() throws {
    var generator = SplitMix64(seed: 1)
    let views = try (0..<50).map { _ in try variation(picture, using: &generator) }
    #expect(Set(views).count == 50)
    var middles: [(x: Double, y: Double)] = []
    for view in views {
      #expect(view.width == 32 && view.height == 32 && view.format == .rgb)
      // The spot is what differs from the corner.
      let corner = Array(view.pixels.prefix(3)).map(Int.init)
      let spot = (0..<32 * 32).filter { place in
        (0..<3).contains { abs(Int(view.pixels[3 * place + $0]) - corner[$0]) > 12 }
      }
      // In a few views its color is nearly the ground's.
      if spot.count < 30 { continue }
      // A circle of about 94 pixels, scaled by 0.7 to 1.4 along each side.
      #expect(spot.count < 260, "\(spot.count)")
      let count = Double(spot.count)
      middles.append(
        (
          spot.reduce(0) { $0 + Double($1 % 32) } / count,
          spot.reduce(0) { $0 + Double($1 / 32) } / count
        ))
    }
    #expect(middles.count > 45)
    for values in [middles.map(\.x), middles.map(\.y)] {
      let (least, most) = (values.min() ?? 0, values.max() ?? 0)
      // Up to a fifth of 32 pixels to each side, and it happens.
      #expect(least > 8 && most < 24, "\(least) \(most)")
      #expect(least < 12.5 && most > 19.5, "\(least) \(most)")
    }
  }

  @Test func sameGeneratorSameView() throws {
    func view(_ seed: UInt64) throws -> Image {
      var generator = SplitMix64(seed: seed)
      return try variation(picture, using: &generator)
    }
    #expect(try view(3) == view(3))
    #expect(try view(3) != view(4))
  }

  /// White where it is said, of shades, which views keep.
  private func gray(_ isWhite: (_ x: Int, _ y: Int) -> Bool) -> Image {
    Image(width: 32, height: 32, format: .gray) { pixels in
      for place in 0..<32 * 32 { pixels[place] = isWhite(place % 32, place / 32) ? 255 : 0 }
    }
  }

  private func views(_ picture: Image, _ variation: ExemplarVariation) throws -> [Image] {
    var generator = SplitMix64(seed: 2)
    return try (0..<200).map { _ in try variation(picture, using: &generator) }
  }

  @Test func scalesAreAsInThePaper() throws {
    let disc = gray { x, y in (2 * x - 31) * (2 * x - 31) + (2 * y - 31) * (2 * y - 31) < 120 }
    func area(_ image: Image) -> Double { image.pixels.reduce(0) { $0 + Double($1) } / 255 }
    let scales = try views(disc, variation).map { (area($0) / area(disc)).squareRoot() }
    let (least, most) = (scales.min() ?? 0, scales.max() ?? 0)
    #expect((0.68..<0.75).contains(least) && (1.3..<1.43).contains(most), "\(least) \(most)")
  }

  @Test func anglesAreAsInThePaper() throws {
    let bar = gray { x, y in (15...16).contains(y) && (8...23).contains(x) }
    let angles = try views(bar, variation).map { view -> Double in
      let weights = view.pixels.map(Double.init)
      let sum = weights.reduce(0, +)
      let places = weights.indices.map { (Double($0 % 32), Double($0 / 32)) }
      let middle = zip(weights, places).reduce((0.0, 0.0)) {
        ($0.0 + $1.0 * $1.1.0 / sum, $0.1 + $1.0 * $1.1.1 / sum)
      }
      var (xx, xy, yy) = (0.0, 0.0, 0.0)
      for (weight, place) in zip(weights, places) {
        let (dx, dy) = (place.0 - middle.0, place.1 - middle.1)
        (xx, xy, yy) = (xx + weight * dx * dx, xy + weight * dx * dy, yy + weight * dy * dy)
      }
      return atan2(2 * xy, xx - yy) / 2 * 180 / .pi
    }
    let (least, most) = (angles.min() ?? 0, angles.max() ?? 0)
    #expect((-22 ..< -17).contains(least) && (17..<22).contains(most), "\(least) \(most)")
  }

  /// Of a picture of one color, which is the mean: nothing is stretched.
  @Test func colorsAreAsInThePaper() throws {
    let flat = Image(width: 4, height: 4, format: .rgb) { pixels in
      for place in 0..<16 {
        for (channel, value) in [128, 96, 64].enumerated() {
          pixels[3 * place + channel] = UInt8(value)
        }
      }
    }
    var colors = ColorStatistics()
    colors.add(flat)
    let found = try views(flat, ExemplarVariation(colors)).map { view in
      HSV(
        red: Float(view.pixels[0]) / 255, green: Float(view.pixels[1]) / 255,
        blue: Float(view.pixels[2]) / 255)
    }
    let own = HSV(red: 128 / 255, green: 96 / 255, blue: 64 / 255)
    // A half to the power of 0.25 to 4, times 0.7 to 1.4, and 0.1 more or less.
    for values in [found.map(\.value), found.map(\.saturation)] {
      #expect((values.min() ?? 1) < 0.1 && (values.max() ?? 0) > 0.9)
      #expect(values.count { (0.3...0.7).contains($0) } > 40)
    }
    let turns = found.filter { $0.value > 0.3 && $0.saturation > 0.3 }
      .map { color -> Float in
        let turn = color.hue - own.hue
        return turn - turn.rounded()
      }
    let (least, most) = (turns.min() ?? 0, turns.max() ?? 0)
    #expect((-0.11 ..< -0.08).contains(least) && (0.08..<0.11).contains(most), "\(least) \(most)")
  }
}
