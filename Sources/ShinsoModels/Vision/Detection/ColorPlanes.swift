import Foundation
import ShinsoTensor

/// A picture in one of the color spaces of selective search: three planes of numbers from 0 to 255.
struct ColorPlanes {
  /// The complementary spaces of selective search.
  enum Space: String, CaseIterable, Sendable {
    case hsv
    /// CIE L*a*b* for D65, L* stretched, a* and b* moved to the middle.
    case lab
    /// The shares of red and green in the sum, and the intensity.
    case rgi
  }

  let width: Int
  let height: Int
  /// Three planes, one after another.
  private(set) var values: [Float]

  var planeSize: Int { width * height }

  /// - Parameter pixels: `[height, width, 3]`, sRGB.
  init(pixels: [UInt8], width: Int, height: Int, space: Space) {
    precondition(pixels.count == 3 * width * height, "ColorPlanes: pixels are [height, width, 3]")
    self.width = width
    self.height = height
    let size = width * height
    values = [Float](unsafeUninitializedCapacity: 3 * size) { target, count in
      pixels.withUnsafeBufferPointer { pixels in
        for i in 0..<size {
          let color = Self.convert(
            Float(pixels[3 * i]), Float(pixels[3 * i + 1]), Float(pixels[3 * i + 2]), to: space)
          (target[i], target[size + i], target[2 * size + i]) = color
        }
      }
      count = 3 * size
    }
  }

  private static func convert(
    _ red: Float, _ green: Float, _ blue: Float, to space: Space
  ) -> (Float, Float, Float) {
    switch space {
    case .hsv:
      let greatest = max(red, green, blue)
      let range = greatest - min(red, green, blue)
      if range == 0 { return (0, 0, greatest) }
      var sector: Float
      if greatest == red {
        sector = (green - blue) / range
      } else if greatest == green {
        sector = 2 + (blue - red) / range
      } else {
        sector = 4 + (red - green) / range
      }
      if sector < 0 { sector += 6 }
      return (sector * 255 / 6, range / greatest * 255, greatest)
    case .lab:
      let (r, g, b) = (linear[Int(red)], linear[Int(green)], linear[Int(blue)])
      let x = root((0.412_453 * r + 0.357_580 * g + 0.180_423 * b) / 0.950_456)
      let y = root(0.212_671 * r + 0.715_160 * g + 0.072_169 * b)
      let z = root((0.019_334 * r + 0.119_193 * g + 0.950_227 * b) / 1.088_754)
      return ((116 * y - 16) * 2.55, 500 * (x - y) + 128, 200 * (y - z) + 128)
    case .rgi:
      let sum = red + green + blue
      return sum == 0 ? (85, 85, 0) : (255 * red / sum, 255 * green / sum, sum / 3)
    }
  }

  /// The cube root of L*a*b*, with its straight piece near 0, from a table.
  private static func root(_ value: Float) -> Float {
    roots[Int(min(max(value, 0), 1) * Float(roots.count - 1) + 0.5)]
  }

  private static let roots: [Float] = (0...4096).map {
    let t = Float($0) / 4096
    return t > 0.008_856 ? cbrt(t) : 7.787 * t + 16 / 116
  }

  /// Light for each value of sRGB.
  private static let linear: [Float] = (0..<256).map {
    let value = Float($0) / 255
    return value <= 0.040_45 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
  }

  /// Blurred by a Gaussian of that width in pixels; the border repeats.
  func smoothed(_ deviation: Float) -> ColorPlanes {
    let reach = Int((4 * deviation).rounded(.up))
    var kernel = (-reach...reach).map { exp(-Float($0 * $0) / (2 * deviation * deviation)) }
    let sum = kernel.reduce(0, +)
    for index in kernel.indices { kernel[index] /= sum }
    var result = self
    result.values = filtered(kernel, alongX: kernel.indices.map { $0 - reach })
    result.values = result.filtered(kernel, alongX: nil)
    return result
  }

  /// One pass of a separable filter.
  ///
  /// - Parameter offsets: nil: along y.
  private func filtered(_ kernel: [Float], alongX offsets: [Int]?) -> [Float] {
    let reach = kernel.count / 2
    return [Float](unsafeUninitializedCapacity: values.count) { target, count in
      count = values.count
      values.withUnsafeBufferPointer { source in
        for plane in 0..<3 {
          for y in 0..<height {
            let row = plane * planeSize + y * width
            for x in 0..<width { target[row + x] = 0 }
            for (tap, weight) in kernel.enumerated() {
              if let offset = offsets?[tap] {
                for x in 0..<width {
                  target[row + x] += weight * source[row + min(max(x + offset, 0), width - 1)]
                }
              } else {
                let other = plane * planeSize + min(max(y + tap - reach, 0), height - 1) * width
                for x in 0..<width { target[row + x] += weight * source[other + x] }
              }
            }
          }
        }
      }
    }
  }
}
