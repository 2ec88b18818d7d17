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
}
