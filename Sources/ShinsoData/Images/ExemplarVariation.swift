import Foundation
import ShinsoTensor

/// The random changes that make views of one small picture: Dosovitskiy, Springenberg, Riedmiller & Brox,
/// "Discriminative unsupervised feature learning with convolutional neural networks", NIPS 2014,
/// section 2.1. It is moved by up to a fifth of its size, scaled by 0.7 to 1.4 and turned by up to 20°; its
/// colors are stretched by 0.5 to 2 along each principal direction of all colors; saturation and value are
/// raised to a power of 0.25 to 4, multiplied by 0.7 to 1.4, and they and the hue shifted by up to 0.1.
///
/// Departure: what comes in from outside is the nearest pixel of the picture, not what surrounded it.
public struct ExemplarVariation: ImageTransform {
  /// Where the colors of all pictures lie and in which directions they vary, for values from 0 to 1.
  private let mean: [Double]
  private let directions: [[Double]]

  public init(_ colors: ColorStatistics) {
    mean = colors.mean
    directions = colors.covariance.eigen().vectors
  }

  /// A gray image keeps its tones.
  public func apply(
    to image: inout PendingImage, using generator: inout some RandomNumberGenerator
  ) throws {
    let (motion, colors) = (
      Motion(using: &generator), ColorChange(around: mean, directions, using: &generator)
    )
    try image.change { image in
      let source = image
      image = Image(width: source.width, height: source.height, format: source.format) { target in
        source.pixels.withUnsafeBufferPointer { pixels in
          motion.forEachPixel(width: source.width, height: source.height) { place, sample in
            if source.format == .gray {
              target[place] = UInt8(sample.value(pixels, channel: 0, of: 1) + 0.5)
              return
            }
            let color = colors.changed(
              sample.value(pixels, channel: 0, of: 3), sample.value(pixels, channel: 1, of: 3),
              sample.value(pixels, channel: 2, of: 3))
            target[3 * place] = UInt8(color.red * 255 + 0.5)
            target[3 * place + 1] = UInt8(color.green * 255 + 0.5)
            target[3 * place + 2] = UInt8(color.blue * 255 + 0.5)
          }
        }
      }
    }
  }
}

extension RandomNumberGenerator {
  fileprivate mutating func draw(_ range: ClosedRange<Double>) -> Double {
    .random(in: range, using: &self)
  }

  fileprivate mutating func logarithmic(_ range: ClosedRange<Double>) -> Double {
    exp(draw(log(range.lowerBound)...log(range.upperBound)))
  }
}

/// Moved, scaled and turned around the middle.
private struct Motion {
  private let right: Double
  private let down: Double
  private let sine: Double
  private let cosine: Double

  init(using generator: inout some RandomNumberGenerator) {
    (right, down) = (generator.draw(-0.2...0.2), generator.draw(-0.2...0.2))
    let scale = generator.logarithmic(0.7...1.4)
    let angle = generator.draw(-20...20) * .pi / 180
    (sine, cosine) = (sin(angle) / scale, cos(angle) / scale)
  }

  /// Four neighbors and what part each has.
  struct Sample {
    let upper: (left: Int, right: Int)
    let lower: (left: Int, right: Int)
    let across: Float
    let along: Float

    @inline(__always)
    func value(_ pixels: UnsafeBufferPointer<UInt8>, channel: Int, of channels: Int) -> Float {
      func at(_ place: Int) -> Float { Float(pixels[place * channels + channel]) }
      let above = at(upper.left) + (at(upper.right) - at(upper.left)) * across
      let below = at(lower.left) + (at(lower.right) - at(lower.left)) * across
      return above + (below - above) * along
    }
  }

  /// Linear interpolation; outside lie the nearest pixels.
  @inline(__always)
  func forEachPixel(width: Int, height: Int, _ body: (_ place: Int, _ sample: Sample) -> Void) {
    let (lastX, lastY) = (Double(width - 1), Double(height - 1))
    for y in 0..<height {
      let dy = Double(y) - lastY / 2 - down * Double(height)
      for x in 0..<width {
        let dx = Double(x) - lastX / 2 - right * Double(width)
        let fromX = min(max(lastX / 2 + cosine * dx + sine * dy, 0), lastX)
        let fromY = min(max(lastY / 2 - sine * dx + cosine * dy, 0), lastY)
        let (left, top) = (Int(fromX), Int(fromY))
        let next = min(left + 1, width - 1)
        let (row, below) = (top * width, min(top + 1, height - 1) * width)
        body(
          y * width + x,
          Sample(
            upper: (row + left, row + next), lower: (below + left, below + next),
            across: Float(fromX - Double(left)), along: Float(fromY - Double(top))))
      }
    }
  }
}

/// Stretched along the principal directions, then changed in saturation, value and hue.
private struct ColorChange {
  /// A row for each of red, green and blue: three factors of bytes, then what is added.
  private let rows: [(Float, Float, Float, Float)]
  /// The new saturation and value for each of 256 steps from 0 to 1: a power for each pixel would take
  /// longer than the network does.
  private let saturations: [Float]
  private let values: [Float]
  private let turn: Float

  init(
    around mean: [Double], _ directions: [[Double]],
    using generator: inout some RandomNumberGenerator
  ) {
    let stretches = directions.map { _ in generator.logarithmic(0.5...2) }
    rows = (0..<3).map { row in
      let factors = (0..<3).map { column in
        zip(directions, stretches).reduce(0) { $0 + $1.0[row] * $1.1 * $1.0[column] }
      }
      let offset = mean[row] - zip(factors, mean).reduce(0) { $0 + $1.0 * $1.1 }
      return (
        Float(factors[0] / 255), Float(factors[1] / 255), Float(factors[2] / 255), Float(offset)
      )
    }
    func table() -> [Float] {
      let power = generator.logarithmic(0.25...4)
      let (factor, shift) = (generator.draw(0.7...1.4), generator.draw(-0.1...0.1))
      return (0..<256).map { Float(pow(Double($0) / 255, power) * factor + shift) }
    }
    (saturations, values) = (table(), table())
    turn = Float(generator.draw(-0.1...0.1))
  }

  /// Of bytes as numbers; the result is from 0 to 1.
  @inline(__always)
  func changed(_ red: Float, _ green: Float, _ blue: Float) -> (
    red: Float, green: Float, blue: Float
  ) {
    func stretched(_ row: (Float, Float, Float, Float)) -> Float {
      row.0 * red + row.1 * green + row.2 * blue + row.3
    }
    var hsv = HSV(red: stretched(rows[0]), green: stretched(rows[1]), blue: stretched(rows[2]))
    hsv.saturation = saturations[Int(hsv.saturation * 255 + 0.5)]
    hsv.value = values[Int(hsv.value * 255 + 0.5)]
    hsv.hue += turn
    return hsv.rgb
  }
}
