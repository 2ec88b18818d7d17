import Testing

@testable import ShinsoData

@Suite struct HSVTests {
  /// As Python's colorsys has them.
  @Test(arguments: [
    (SIMD3(0.0, 0, 0), SIMD3(0.0, 0, 0)), (SIMD3(1.0, 1, 1), SIMD3(0.0, 0, 1)),
    (SIMD3(1.0, 0, 0), SIMD3(0.0, 1, 1)), (SIMD3(0.2, 0.4, 0.1), SIMD3(5 / 18.0, 0.75, 0.4)),
    (SIMD3(0.5, 0.25, 1), SIMD3(13 / 18.0, 0.75, 1)),
    (SIMD3(0.9, 0.3, 0.3), SIMD3(0, 2 / 3.0, 0.9)),
  ])
  func thereAndBack(rgb: SIMD3<Double>, expected: SIMD3<Double>) {
    let hsv = HSV(rgb)
    let found = SIMD3(hsv.hue, hsv.saturation, hsv.value)
    #expect((found - expected).max() < 1e-12 && (expected - found).max() < 1e-12, "\(found)")
    #expect((hsv.rgb - rgb).max() < 1e-12 && (rgb - hsv.rgb).max() < 1e-12, "\(hsv.rgb)")
  }

  @Test func hueGoesAround() {
    var hsv = HSV(SIMD3(1, 0, 0))
    hsv.hue -= 1 / 3.0
    #expect((hsv.rgb - SIMD3(0, 0, 1)).max() < 1e-12, "\(hsv.rgb)")
    hsv.saturation = 2
    hsv.value = -1
    #expect(hsv.rgb == .zero)
  }
}
