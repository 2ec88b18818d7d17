import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoData

@Suite struct RandomTransformsTests {
  private let image = ImageFixtures.pattern(60, 45, .rgb)

  private func results(
    _ transform: some ImageTransform, of image: Image, count: Int = 40
  ) throws -> [Image] {
    var generator = SplitMix64(seed: 3)
    return try (0..<count).map { _ in try transform(image, using: &generator) }
  }

  /// The same seed, the same pictures; and not all alike.
  private func expectRandom(_ transform: some ImageTransform) throws {
    let first = try results(transform, of: image)
    #expect(try results(transform, of: image) == first)
    #expect(Set(first).count > 10)
    for gray in try results(transform, of: image.converted(to: .gray), count: 3) {
      #expect(gray.format == .gray)
    }
  }

  @Test func cropsAnyPart() throws {
    try expectRandom(RandomResizedCrop(width: 24, height: 24))
    let crops = try results(RandomResizedCrop(width: 24, height: 20), of: image)
    #expect(crops.allSatisfy { $0.width == 24 && $0.height == 20 })
    // Long and thin: what fits in the middle.
    let thin = try results(RandomResizedCrop(width: 8, height: 8), of: Image(width: 900, height: 1))
    #expect(thin.allSatisfy { $0.width == 8 })
  }

  /// Red grows with x, green with y: a part of it tells where it lies.
  private static let ramp: Image = {
    var ramp = Image(width: 200, height: 200)
    for y in 0..<200 {
      for x in 0..<200 {
        ramp.pixels.replaceSubrange(
          (y * 200 + x) * 3..<(y * 200 + x) * 3 + 2, with: [UInt8(x), UInt8(y)])
      }
    }
    return ramp
  }()

  /// Where the parts lie that a transform cuts out.
  private func parts(
    _ crop: RandomResizedCrop
  ) throws -> [(left: Double, top: Double, width: Double, height: Double)] {
    try results(crop, of: Self.ramp, count: 800).map { part in
      let last = part.pixels.count - 3
      // Nine tenths of each side lie between the centers of the first and the last of ten pixels.
      let width = (Double(part.pixels[last]) - Double(part.pixels[0])) / 0.9
      let height = (Double(part.pixels[last + 1]) - Double(part.pixels[1])) / 0.9
      return (
        Double(part.pixels[0]) + 0.5 - width / 20, Double(part.pixels[1]) + 0.5 - height / 20,
        width, height
      )
    }
  }

  /// 800 numbers, of which each quarter of the range has about a quarter.
  private func expectUniform(
    _ values: [Double], _ range: ClosedRange<Double>,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let quarters = (0..<4).map { quarter in
      values.count {
        let place = ($0 - range.lowerBound) / (range.upperBound - range.lowerBound) * 4
        return min(max(Int(place.rounded(.down)), 0), 3) == quarter
      }
    }
    #expect(
      quarters.allSatisfy { (140...260).contains($0) }, "\(quarters)",
      sourceLocation: sourceLocation)
  }

  @Test func cropsOfTheAskedArea() throws {
    let parts = try parts(RandomResizedCrop(width: 10, height: 10, area: 0.2...0.3))
    #expect(parts.allSatisfy { (0.17...0.34).contains($0.width * $0.height / 40_000) })
    #expect(parts.allSatisfy { (0.7...1.45).contains($0.width / $0.height) })
  }

  @Test func cropsAnywhere() throws {
    let parts = try parts(
      RandomResizedCrop(width: 10, height: 10, area: 0.25...0.25, proportions: 1...1))
    #expect(parts.allSatisfy { abs($0.width - 100) < 2 && abs($0.height - 100) < 2 })
    expectUniform(parts.map(\.left), 0...100)
    expectUniform(parts.map(\.top), 0...100)
    // Neither follows the other.
    let together = parts.reduce(0) { $0 + ($1.left - 50) * ($1.top - 50) } / 800
    #expect(abs(together) < 0.15 * 100 * 100 / 12)
  }

  @Test func cropsOfAllAreasAndProportionsAlike() throws {
    let areas = try parts(
      RandomResizedCrop(width: 10, height: 10, area: 0.1...0.9, proportions: 1...1))
    expectUniform(areas.map { $0.width * $0.height / 40_000 }, 0.1...0.9)
    let proportions = try parts(
      RandomResizedCrop(width: 10, height: 10, area: 0.1...0.1, proportions: 0.25...4))
    expectUniform(proportions.map { log2($0.width / $0.height) }, -2...2)
  }

  @Test func jitterWithoutAmountsChangesNothing() throws {
    try expectRandom(ColorJitter())
    let none = ColorJitter(brightness: 0, contrast: 0, saturation: 0)
    #expect(try results(none, of: image, count: 1) == [image])
  }

  @Test func brightnessScales() throws {
    let gray = Image(width: 2, height: 2, filledWith: 60)
    func shades(_ amount: Double) throws -> [UInt8] {
      try results(
        ColorJitter(brightness: amount, contrast: 0, saturation: 0), of: gray, count: 400
      ).map { result in
        #expect(Set(result.pixels).count == 1)
        return result.pixels[0]
      }
    }
    let some = try shades(0.5)
    #expect(some.allSatisfy { (30...90).contains($0) })
    #expect(some.contains { $0 < 40 } && some.contains { $0 > 80 })
    // From black to three times as bright, each alike: there is no factor below 0.
    let many = try shades(2)
    #expect(many.count { $0 == 0 } < 8 && many.contains { $0 < 15 } && many.contains { $0 > 165 })
    #expect((120...280).contains(many.count { $0 < 90 }))
  }

  /// The factors by which a transform stretches a distance of two values.
  private func factors(
    _ jitter: ColorJitter, of image: Image, _ distance: (Image) -> Double
  ) throws -> [Double] {
    try results(jitter, of: image, count: 200).map { distance($0) / distance(image) }
  }

  @Test func contrastStretchesAroundTheMean() throws {
    // The mean is 100.
    let image = Image(
      width: 2, height: 2, format: .gray, pixels: [60, 140, 60, 140]
    ).converted(to: .rgb)
    let jitter = ColorJitter(brightness: 0, contrast: 0.5, saturation: 0)
    let factors = try factors(jitter, of: image) { result in
      let (dark, bright) = (Double(result.pixels[0]), Double(result.pixels[3]))
      #expect(dark + bright == 200 && Set(result.pixels).count <= 2)
      return bright - dark
    }
    #expect(factors.allSatisfy { (0.48...1.52).contains($0) })
    #expect(factors.contains { $0 < 0.6 } && factors.contains { $0 > 1.4 })
  }

  @Test func saturationStretchesColorsAwayFromGray() throws {
    let image = Image(width: 1, height: 1, format: .rgb, pixels: [150, 100, 50])
    let jitter = ColorJitter(brightness: 0, contrast: 0, saturation: 0.5)
    let factors = try factors(jitter, of: image) { result in
      let pixel = (
        Double(result.pixels[0]), Double(result.pixels[1]), Double(result.pixels[2])
      )
      #expect(abs(Image.luma(pixel) - 109.25) < 0.6)
      return pixel.0 - pixel.2
    }
    #expect(factors.allSatisfy { (0.48...1.52).contains($0) })
    #expect(factors.contains { $0 < 0.6 } && factors.contains { $0 > 1.4 })
    let gray = Image(width: 2, height: 2, filledWith: 77)
    #expect(try Set(results(jitter, of: gray)) == [gray])
  }

  @Test func amountsBelowZeroStopTheProgram() async {
    await #expect(processExitsWith: .failure) { _ = ColorJitter(contrast: -0.1) }
  }

  @Test func cutoutCoversASquare() throws {
    try expectRandom(Cutout(size: 16))
    let white = Image(width: 40, height: 40)
    for covered in try results(Cutout(size: 10, shade: 0), of: white) {
      let count = covered.pixels.count { $0 == 0 } / 3
      // At least the quarter that a corner leaves.
      #expect((25...100).contains(count))
    }
  }
}
