/// A color as hue, saturation and value, each from 0 to 1: Smith, "Color gamut transform pairs", SIGGRAPH
/// 1978.
struct HSV {
  /// 0 is red, a third green; whole numbers more or less mean the same.
  var hue: Float
  var saturation: Float
  var value: Float

  /// Values outside 0 to 1 are cut off.
  init(red: Float, green: Float, blue: Float) {
    let (red, green, blue) = (clamped(red), clamped(green), clamped(blue))
    let (most, least) = (max(red, green, blue), min(red, green, blue))
    let range = most - least
    value = most
    saturation = most > 0 ? range / most : 0
    let sixths: Float
    if range <= 0 {
      sixths = 0
    } else if red == most {
      sixths = green < blue ? 6 + (green - blue) / range : (green - blue) / range
    } else if green == most {
      sixths = 2 + (blue - red) / range
    } else {
      sixths = 4 + (red - green) / range
    }
    hue = sixths / 6
  }

  /// From 0 to 1; saturation and value outside 0 to 1 are cut off.
  var rgb: (red: Float, green: Float, blue: Float) {
    let (s, v) = (clamped(saturation), clamped(value))
    let sixths = (hue - hue.rounded(.down)) * 6
    // How far each of the three is from its full strength.
    func part(_ offset: Float) -> Float {
      let k = offset + sixths < 6 ? offset + sixths : offset + sixths - 6
      return v - v * s * max(0, min(k, 4 - k, 1))
    }
    return (part(5), part(3), part(1))
  }
}

private func clamped(_ value: Float) -> Float { min(max(value, 0), 1) }
