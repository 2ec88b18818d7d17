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

  /// How large the parts are that it cuts: told by a picture whose red grows with x, green with y.
  @Test func cropsOfTheAskedArea() throws {
    var ramp = Image(width: 200, height: 200)
    for y in 0..<200 {
      for x in 0..<200 {
        ramp.pixels.replaceSubrange(
          (y * 200 + x) * 3..<(y * 200 + x) * 3 + 2, with: [UInt8(x), UInt8(y)])
      }
    }
    for crop in try results(
      RandomResizedCrop(width: 10, height: 10, area: 0.2...0.3), of: ramp)
    {
      let last = crop.pixels.count - 3
      let width = Double(crop.pixels[last]) - Double(crop.pixels[0])
      let height = Double(crop.pixels[last + 1]) - Double(crop.pixels[1])
      // Nine tenths of each side lie between the centers of the first and last pixel.
      #expect((0.17...0.34).contains(width * height / 0.81 / 40_000))
      #expect((0.7...1.45).contains(width / height))
    }
  }

  @Test func jitterKeepsWhatItShould() throws {
    try expectRandom(ColorJitter())
    #expect(
      try results(ColorJitter(brightness: 0, contrast: 0, saturation: 0), of: image, count: 1)
        == [image])
    // Brightness scales; contrast keeps the mean; saturation keeps gray pixels.
    for bright in try results(
      ColorJitter(brightness: 0.5, contrast: 0, saturation: 0),
      of: Image(
        width: 2, height: 2, filledWith: 100))
    {
      #expect((50...150).contains(bright.pixels[0]) && Set(bright.pixels).count == 1)
    }
    for flat in try results(
      ColorJitter(brightness: 0, contrast: 0.9, saturation: 0.9),
      of: Image(width: 2, height: 2, filledWith: 77))
    {
      #expect(flat.pixels.allSatisfy { $0 == 77 })
    }
  }

  /// The shift is the same for every pixel and has the covariance of the directions.
  @Test func colorsMoveAlongTheirDirections() throws {
    try expectRandom(ColorPCA(deviation: 0.5))
    let flat = Image(width: 2, height: 2, filledWith: 128)
    let shifts = try results(ColorPCA(deviation: 1), of: flat, count: 400).map { result in
      #expect(Array(result.pixels[..<3]) == Array(result.pixels[9...]))
      return (0..<3).map { Double(result.pixels[$0]) - 128 }
    }
    // The first direction is gray, and most of it: 0.2175 · 255 / √3 for each channel.
    let deviation = (shifts.reduce(0) { $0 + $1[0] * $1[0] } / 400).squareRoot()
    #expect((28...36).contains(deviation))
    let together = shifts.reduce(0) { $0 + $1[0] * $1[2] } / 400
    #expect(together > 0.9 * deviation * deviation)
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
