import Testing

@testable import ShinsoData

@Suite struct HSVTests {
  /// As Python's colorsys has them.
  @Test(
    arguments: [
      ([0, 0, 0], [0, 0, 0]), ([1, 1, 1], [0, 0, 1]), ([1, 0, 0], [0, 1, 1]),
      ([0.2, 0.4, 0.1], [5 / 18, 0.75, 0.4]), ([0.5, 0.25, 1], [13 / 18, 0.75, 1]),
      ([0.9, 0.3, 0.3], [0, 2 / 3, 0.9]), ([1, 0.2, 0.4], [23 / 24, 0.8, 1]),
    ] as [([Float], [Float])])
  func thereAndBack(rgb: [Float], expected: [Float]) {
    let hsv = HSV(red: rgb[0], green: rgb[1], blue: rgb[2])
    expectNear([hsv.hue, hsv.saturation, hsv.value], expected)
    expectNear([hsv.rgb.red, hsv.rgb.green, hsv.rgb.blue], rgb)
  }

  @Test func hueGoesAround() {
    var hsv = HSV(red: 1, green: 0, blue: 0)
    hsv.hue -= 1 / 3
    expectNear([hsv.rgb.red, hsv.rgb.green, hsv.rgb.blue], [0, 0, 1])
    hsv.saturation = 2
    hsv.value = -1
    expectNear([hsv.rgb.red, hsv.rgb.green, hsv.rgb.blue], [0, 0, 0])
  }

  private func expectNear(_ found: [Float], _ expected: [Float]) {
    #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-5 }, "\(found) \(expected)")
  }
}
