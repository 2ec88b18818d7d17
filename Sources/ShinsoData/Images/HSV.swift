/// A color as hue, saturation and value, each from 0 to 1: Smith, "Color gamut transform pairs", SIGGRAPH
/// 1978.
struct HSV {
  /// 0 is red, a third green; whole numbers more or less mean the same.
  var hue: Double
  var saturation: Double
  var value: Double

  /// Values outside 0 to 1 are cut off.
  init(_ rgb: SIMD3<Double>) {
    let color = rgb.clamped(lowerBound: .zero, upperBound: .one)
    let (most, least) = (color.max(), color.min())
    value = most
    saturation = most > 0 ? (most - least) / most : 0
    guard most > least else {
      hue = 0
      return
    }
    let sixths: Double
    if color[0] == most {
      sixths = (color[1] - color[2]) / (most - least)
    } else if color[1] == most {
      sixths = 2 + (color[2] - color[0]) / (most - least)
    } else {
      sixths = 4 + (color[0] - color[1]) / (most - least)
    }
    hue = (sixths / 6 + 1).truncatingRemainder(dividingBy: 1)
  }

  /// Red, green and blue from 0 to 1; saturation and value outside 0 to 1 are cut off.
  var rgb: SIMD3<Double> {
    let (s, v) = (min(max(saturation, 0), 1), min(max(value, 0), 1))
    let sixths = (hue - hue.rounded(.down)) * 6
    // How far each of the three is from its full strength.
    func part(_ offset: Double) -> Double {
      let k = (offset + sixths).truncatingRemainder(dividingBy: 6)
      return v - v * s * max(0, min(k, 4 - k, 1))
    }
    return SIMD3(part(5), part(3), part(1))
  }
}
