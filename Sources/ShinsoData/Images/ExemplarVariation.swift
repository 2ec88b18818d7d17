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
  private let mean: SIMD3<Double>
  private let directions: [SIMD3<Double>]

  public init(_ colors: ColorStatistics) {
    mean = SIMD3(colors.mean)
    directions = colors.covariance.eigen().vectors.map { SIMD3($0) }
  }

  public func apply(
    to image: inout PendingImage, using generator: inout some RandomNumberGenerator
  ) throws {
    func draw(_ range: ClosedRange<Double>) -> Double { .random(in: range, using: &generator) }
    func logarithmic(_ range: ClosedRange<Double>) -> Double {
      exp(draw(log(range.lowerBound)...log(range.upperBound)))
    }
    let (right, down) = (draw(-0.2...0.2), draw(-0.2...0.2))
    let (scale, angle) = (logarithmic(0.7...1.4), draw(-20...20) * .pi / 180)
    let stretches = directions.map { _ in logarithmic(0.5...2) }
    let powers = (0..<2).map { _ in logarithmic(0.25...4) }
    let factors = (0..<2).map { _ in draw(0.7...1.4) }
    let shifts = (0..<3).map { _ in draw(-0.1...0.1) }
    try image.change { image in
      image = moved(image, right: right, down: down, scale: scale, angle: angle)
      image.mapColors { color in
        var stretched = mean
        for (direction, stretch) in zip(directions, stretches) {
          stretched += direction * (stretch * (direction * (color - mean)).sum())
        }
        var hsv = HSV(stretched)
        hsv.hue += shifts[2]
        hsv.saturation = pow(hsv.saturation, powers[0]) * factors[0] + shifts[0]
        hsv.value = pow(hsv.value, powers[1]) * factors[1] + shifts[1]
        return hsv.rgb
      }
    }
  }

  /// The picture around its middle, sampled with linear interpolation.
  private func moved(
    _ image: Image, right: Double, down: Double, scale: Double, angle: Double
  ) -> Image {
    let (width, height, channels) = (image.width, image.height, image.format.channels)
    let middle = (x: Double(width - 1) / 2, y: Double(height - 1) / 2)
    let (sine, cosine) = (sin(angle) / scale, cos(angle) / scale)
    return Image(width: width, height: height, format: image.format) { target in
      for y in 0..<height {
        for x in 0..<width {
          let (dx, dy) = (
            Double(x) - middle.x - right * Double(width),
            Double(y) - middle.y - down * Double(height)
          )
          let from = (
            x: min(max(middle.x + cosine * dx + sine * dy, 0), Double(width - 1)),
            y: min(max(middle.y - sine * dx + cosine * dy, 0), Double(height - 1))
          )
          let (left, top) = (Int(from.x), Int(from.y))
          let (partX, partY) = (from.x - Double(left), from.y - Double(top))
          let (next, below) = (min(left + 1, width - 1), min(top + 1, height - 1))
          for channel in 0..<channels {
            func value(_ column: Int, _ row: Int) -> Double {
              Double(image.pixels[(row * width + column) * channels + channel])
            }
            let upper = value(left, top) * (1 - partX) + value(next, top) * partX
            let lower = value(left, below) * (1 - partX) + value(next, below) * partX
            target[(y * width + x) * channels + channel] = UInt8(
              (upper * (1 - partY) + lower * partY).rounded())
          }
        }
      }
    }
  }
}

extension Image {
  /// Changes each color, of values from 0 to 1; what lies outside afterwards is cut off. A gray image
  /// stays as it is.
  fileprivate mutating func mapColors(_ change: (SIMD3<Double>) -> SIMD3<Double>) {
    if format == .gray { return }
    pixels.withUnsafeMutableBufferPointer { pixels in
      for start in stride(from: 0, to: pixels.count, by: 3) {
        let color = SIMD3(
          Double(pixels[start]), Double(pixels[start + 1]), Double(pixels[start + 2]))
        let changed = (change(color / 255).clamped(lowerBound: .zero, upperBound: .one) * 255)
          .rounded(.toNearestOrAwayFromZero)
        for channel in 0..<3 { pixels[start + channel] = UInt8(changed[channel]) }
      }
    }
  }
}
