import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoData

@Suite struct ColorPCATests {
  /// What a transform adds to a gray picture.
  private func shifts(_ transform: ColorPCA, count: Int = 2000) throws -> [[Double]] {
    let flat = Image(width: 2, height: 2, filledWith: 128)
    var generator = SplitMix64(seed: 3)
    return try (0..<count).map { _ in
      let result = try transform(flat, using: &generator)
      // The same for every pixel.
      #expect(Array(result.pixels[..<3]) == Array(result.pixels[9...]))
      return result.pixels[..<3].map { Double($0) - 128 }
    }
  }

  private func dot(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// Along each direction the shifts have its variation, and none follows another.
  @Test func colorsMoveAlongAllDirections() throws {
    let transform = ColorPCA(standardDeviation: 0.7)
    let parts = try shifts(transform).map { shift in
      transform.directions.map { dot(shift, $0) / (0.7 * 255) }
    }
    for (index, variation) in transform.variations.enumerated() {
      let deviation = (parts.reduce(0) { $0 + $1[index] * $1[index] } / 2000).squareRoot()
      // Bytes are rounded, which alone makes 0.29 of 255.
      let expected = (variation * variation + pow(0.29 / (0.7 * 255), 2)).squareRoot()
      #expect(abs(deviation / expected - 1) < 0.08, "direction \(index): \(deviation)")
    }
    for (a, b) in [(0, 1), (0, 2), (1, 2)] {
      let together = parts.reduce(0) { $0 + $1[a] * $1[b] } / 2000
      let most = transform.variations[a] * transform.variations[b]
      #expect(abs(together) < 0.15 * most, "directions \(a), \(b)")
    }
  }

  @Test func grayPicturesStayGray() throws {
    var generator = SplitMix64(seed: 1)
    let gray = try ColorPCA(standardDeviation: 1)(
      Image(width: 2, height: 2, format: .gray, filledWith: 90), using: &generator)
    #expect(gray.format == .gray && gray.pixels[0] != 90)
  }

  /// Eigenvalues 3 and 3 ± √3, worked out by hand.
  @Test func findsEigenvectors() {
    let rows: [[Double]] = [[4, 1, 0], [1, 3, 1], [0, 1, 2]]
    let (values, vectors) = SymmetricMatrix3 { rows[$0][$1] }.eigen()
    for (value, expected) in zip(values, [3 + 3.0.squareRoot(), 3, 3 - 3.0.squareRoot()]) {
      #expect(abs(value - expected) < 1e-12)
    }
    for (index, vector) in vectors.enumerated() {
      for row in 0..<3 {
        #expect(abs(dot(rows[row], vector) - values[index] * vector[row]) < 1e-12)
      }
      for other in 0..<3 {
        #expect(abs(dot(vector, vectors[other]) - (other == index ? 1 : 0)) < 1e-12)
      }
    }
    // (1, √3 - 1, 2 - √3), made 1 long.
    let length = (12 - 6 * 3.0.squareRoot()).squareRoot()
    #expect(abs(vectors[0][0] - 1 / length) < 1e-12)
    #expect(abs(vectors[0][1] - (3.0.squareRoot() - 1) / length) < 1e-12)
  }

  /// Against `numpy.linalg.eigh(numpy.cov(pixels / 255, bias=True))`.
  @Test func isComputedFromPictures() throws {
    var colors = ColorStatistics()
    colors.add(Image(width: 2, height: 1, format: .rgb, pixels: [10, 200, 30, 250, 40, 90]))
    colors.add(Image(width: 1, height: 2, format: .rgb, pixels: [120, 130, 0, 33, 44, 55]))
    colors.add(Image(width: 1, height: 1, format: .gray, pixels: [255]))
    #expect(colors.count == 5)
    let transform = ColorPCA(colors)
    let values: [Double] = [0.262239112386, 0.112820116232, 0.024442501486]
    let vectors: [[Double]] = [
      [0.701397768774, 0.319025237890, 0.637388474596],
      [-0.523920558152, 0.837066218422, 0.157567111807],
      [-0.483268474768, -0.444458146023, 0.754260258617],
    ]
    for (found, expected) in zip(transform.variations, values) {
      #expect(abs(found - expected) < 1e-9)
    }
    for (found, expected) in zip(transform.directions.joined(), vectors.joined()) {
      #expect(abs(found - expected) < 1e-9)
    }
  }

  @Test func isComputedFromAFolder() throws {
    try ImageFixtures.withTemporaryFolder { root in
      for (name, shade) in [("0.png", 0), ("1.png", 255)] as [(String, UInt8)] {
        let picture = Image(width: 1, height: 1, format: .rgb, pixels: [shade, 9, 9])
        try Data(try picture.pngBytes()).write(to: root.appending(path: name))
      }
      let folder = ImageFolder(
        classNames: ["a"],
        items: ["0.png", "1.png"].map { .init(url: root.appending(path: $0), label: 0) })
      let transform = ColorPCA(try ColorStatistics(of: folder))
      // Red alone varies, by 1/4 around 1/2.
      #expect(transform.variations == [0.25, 0, 0] && transform.directions[0] == [1, 0, 0])
      try Data([1]).write(to: root.appending(path: "1.png"))
      #expect(throws: InputError.self) { try ColorStatistics(of: folder) }
    }
  }
}
