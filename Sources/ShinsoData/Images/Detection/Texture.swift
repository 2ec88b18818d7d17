import Foundation
import ShinsoTensor

/// Backgrounds without objects: noise in several sizes, stripes, checks, dots and grain, in random
/// colors.
enum Texture: CaseIterable {
  case clouds, stripes, checks, dots, grain

  static func make(
    width: Int, height: Int, using generator: inout some RandomNumberGenerator
  ) -> Image {
    let kind = allCases[generator.index(below: allCases.count)]
    let (first, second) = (color(&generator), color(&generator))
    let noise = Noise(&generator)
    let angle = generator.unit() * .pi
    let (cosine, sine) = (Float(cos(angle)), Float(sin(angle)))
    let period = Float(6 + 34 * generator.unit())
    let contrast = Float(0.3 + 0.7 * generator.unit())
    let roughness = Float(4 + 20 * generator.unit())
    return Image(width: width, height: height, format: .rgb) { target in
      for y in 0..<height {
        for x in 0..<width {
          let (px, py) = (Float(x), Float(y))
          let (u, v) = (px * cosine + py * sine, py * cosine - px * sine)
          let clouds = noise.clouds(px / period, py / period)
          var mix: Float
          switch kind {
          case .clouds: mix = clouds
          case .stripes: mix = 0.5 + 0.5 * sin(u / period * 6 + 4 * clouds)
          case .checks:
            mix = (Int(floor(u / period)) + Int(floor(v / period))) & 1 == 0 ? 0.25 : 0.75
          case .dots:
            let (du, dv) = (
              u / period - (u / period).rounded(), v / period - (v / period).rounded()
            )
            mix = du * du + dv * dv < 0.08 ? 0.8 : 0.2
          case .grain: mix = noise.clouds(u / period / 4, v / 2)
          }
          mix = 0.5 + (mix - 0.5) * contrast
          // Small irregularities, as of paper or plaster.
          let rough = roughness * (noise.value(x, y) - 0.5)
          for channel in 0..<3 {
            let value = first[channel] + (second[channel] - first[channel]) * mix + rough
            target[3 * (y * width + x) + channel] = UInt8(min(max(value, 0), 255))
          }
        }
      }
    }
  }

  private static func color(_ generator: inout some RandomNumberGenerator) -> [Float] {
    (0..<3).map { _ in Float(30 + 210 * generator.unit()) }
  }

  /// Smooth noise from random numbers at whole coordinates.
  private struct Noise {
    private let table: [Float]

    init(_ generator: inout some RandomNumberGenerator) {
      table = (0..<65_536).map { _ in Float(generator.unit()) }
    }

    func value(_ x: Int, _ y: Int) -> Float { table[(y & 255) << 8 | (x & 255)] }

    private func smooth(_ x: Float, _ y: Float) -> Float {
      let (left, top) = (floor(x), floor(y))
      let (column, row) = (Int(left), Int(top))
      func eased(_ t: Float) -> Float { t * t * (3 - 2 * t) }
      let (u, v) = (eased(x - left), eased(y - top))
      let above = value(column, row) + (value(column + 1, row) - value(column, row)) * u
      let below =
        value(column, row + 1) + (value(column + 1, row + 1) - value(column, row + 1)) * u
      return above + (below - above) * v
    }

    /// Three octaves, from 0 to 1.
    func clouds(_ x: Float, _ y: Float) -> Float {
      (smooth(x, y) * 4 + smooth(2 * x, 2 * y) * 2 + smooth(4 * x, 4 * y)) / 7
    }
  }
}
