/// Changes of all colors at once.
extension Image {
  /// A sample blended with white, rounded to nearest.
  @inline(__always)
  static func overWhite(_ sample: UInt8, alpha: UInt8) -> UInt8 {
    let sum = UInt32(sample) * UInt32(alpha) + 255 * (255 - UInt32(alpha)) + 128
    return UInt8((sum + (sum >> 8)) >> 8)
  }

  /// ITU-R BT.601.
  static func luma(_ pixel: (Double, Double, Double)) -> Double {
    0.299 * pixel.0 + 0.587 * pixel.1 + 0.114 * pixel.2
  }

  /// The mean luma of all pixels.
  var meanLuma: Double {
    guard format == .rgb else {
      return pixels.reduce(0) { $0 + Double($1) } / Double(pixels.count)
    }
    var sums = (0, 0, 0)
    for start in stride(from: 0, to: pixels.count, by: 3) {
      sums.0 += Int(pixels[start])
      sums.1 += Int(pixels[start + 1])
      sums.2 += Int(pixels[start + 2])
    }
    return Self.luma((Double(sums.0), Double(sums.1), Double(sums.2))) / Double(width * height)
  }

  /// `center + factor · (value - center)` for every value.
  mutating func scale(by factor: Double, around center: Double) {
    mapEach(Array(repeating: { center + factor * ($0 - center) }, count: channels))
  }

  /// `gray + factor · (value - gray)` for every value, with the luma of the pixel as its gray. A gray
  /// image stays as it is.
  mutating func saturate(by factor: Double) {
    if format == .gray { return }
    pixels.withUnsafeMutableBufferPointer { pixels in
      for start in stride(from: 0, to: pixels.count, by: 3) {
        let pixel = (
          Double(pixels[start]), Double(pixels[start + 1]), Double(pixels[start + 2])
        )
        let gray = Self.luma(pixel)
        pixels[start] = Self.byte(gray + factor * (pixel.0 - gray))
        pixels[start + 1] = Self.byte(gray + factor * (pixel.1 - gray))
        pixels[start + 2] = Self.byte(gray + factor * (pixel.2 - gray))
      }
    }
  }

  /// Changes every value of a channel by that channel's function, one for each channel.
  mutating func mapEach(_ functions: [(Double) -> Double]) {
    // There are but 256 values.
    let table = functions.flatMap { function in (0..<256).map { Self.byte(function(Double($0))) } }
    let channels = channels
    pixels.withUnsafeMutableBufferPointer { pixels in
      table.withUnsafeBufferPointer { table in
        if channels == 1 {
          for index in pixels.indices { pixels[index] = table[Int(pixels[index])] }
          return
        }
        for start in stride(from: 0, to: pixels.count, by: 3) {
          pixels[start] = table[Int(pixels[start])]
          pixels[start + 1] = table[256 + Int(pixels[start + 1])]
          pixels[start + 2] = table[512 + Int(pixels[start + 2])]
        }
      }
    }
  }

  private static func byte(_ value: Double) -> UInt8 { UInt8(min(max(value.rounded(), 0), 255)) }
}
