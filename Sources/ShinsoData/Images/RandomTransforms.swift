import Foundation
import ShinsoTensor

extension RandomNumberGenerator {
  /// Uniform in `lower..<upper`.
  fileprivate mutating func uniform(_ lower: Double, _ upper: Double) -> Double {
    lower + (upper - lower) * unit()
  }
}

/// Keeps a part with random area and proportions and resizes it: the crop of Szegedy et al., "Going
/// deeper with convolutions", CVPR 2015, section 6, as in torchvision.
public struct RandomResizedCrop: ImageTransform {
  public let width: Int
  public let height: Int
  /// The part's fraction of the image area.
  public let area: ClosedRange<Double>
  /// Width divided by height.
  public let proportions: ClosedRange<Double>
  public let interpolation: Interpolation

  public init(
    width: Int, height: Int, area: ClosedRange<Double> = 0.08...1,
    proportions: ClosedRange<Double> = 0.75...(4.0 / 3), interpolation: Interpolation = .bilinear
  ) {
    precondition(
      area.lowerBound > 0 && area.upperBound <= 1 && proportions.lowerBound > 0,
      "RandomResizedCrop: invalid area \(area) or proportions \(proportions)")
    self.width = width
    self.height = height
    self.area = area
    self.proportions = proportions
    self.interpolation = interpolation
  }

  public func apply(
    to image: inout PendingImage, using generator: inout some RandomNumberGenerator
  ) throws {
    let whole = Double(image.width * image.height)
    for _ in 0..<10 {
      let target = whole * generator.uniform(area.lowerBound, area.upperBound)
      let ratio = exp(
        generator.uniform(log(proportions.lowerBound), log(proportions.upperBound)))
      let columns = Int((target * ratio).squareRoot().rounded())
      let rows = Int((target / ratio).squareRoot().rounded())
      guard (1...image.width).contains(columns), (1...image.height).contains(rows) else { continue }
      let left = generator.index(below: image.width - columns + 1)
      let top = generator.index(below: image.height - rows + 1)
      try image.crop(left: left, top: top, width: columns, height: rows)
      return try image.resize(width: width, height: height, interpolation: interpolation)
    }
    // No such part fits, so take the largest one with allowed proportions from the middle.
    let ratio = Double(image.width) / Double(image.height)
    if ratio < proportions.lowerBound {
      let rows = max(Int((Double(image.width) / proportions.lowerBound).rounded()), 1)
      try image.centerCrop(width: image.width, height: min(rows, image.height))
    } else if ratio > proportions.upperBound {
      let columns = max(Int((Double(image.height) * proportions.upperBound).rounded()), 1)
      try image.centerCrop(width: min(columns, image.width), height: image.height)
    }
    try image.resize(width: width, height: height, interpolation: interpolation)
  }
}

/// Changes brightness, contrast and saturation at random and in random order, each by a factor from
/// `1 - amount` (0 if that is negative) to `1 + amount` (Howard, "Some improvements on deep
/// convolutional neural network based image classification", 2013), as in torchvision's
/// `ColorJitter` without hue.
public struct ColorJitter: ImageTransform {
  public let brightness: Double
  public let contrast: Double
  public let saturation: Double

  public init(brightness: Double = 0.4, contrast: Double = 0.4, saturation: Double = 0.4) {
    precondition(
      [brightness, contrast, saturation].allSatisfy { $0 >= 0 && $0.isFinite },
      "ColorJitter: amounts \(brightness), \(contrast), \(saturation) must not be negative")
    self.brightness = brightness
    self.contrast = contrast
    self.saturation = saturation
  }

  public func apply(
    to image: inout PendingImage, using generator: inout some RandomNumberGenerator
  ) throws {
    func factor(_ amount: Double) -> Double {
      generator.uniform(max(1 - amount, 0), 1 + amount)
    }
    let factors = [factor(brightness), factor(contrast), factor(saturation)]
    var order = [0, 1, 2]
    for last in [2, 1] { order.swapAt(last, generator.index(below: last + 1)) }
    try image.change { image in
      for step in order where factors[step] != 1 {
        switch step {
        case 0: image.blend(factors[0]) { _ in (0, 0, 0) }
        case 1:
          let mean = image.meanLuma.rounded()
          image.blend(factors[1]) { _ in (mean, mean, mean) }
        default:
          image.blend(factors[2]) { pixel in
            let gray = Image.luma(pixel)
            return (gray, gray, gray)
          }
        }
      }
    }
  }
}

/// Covers a random square with gray. DeVries & Taylor, "Improved regularization of convolutional
/// neural networks with cutout", 2017. The center is inside the image; parts of the square may be
/// outside.
public struct Cutout: ImageTransform {
  /// The side of the square in pixels.
  public let size: Int
  public let shade: UInt8

  public init(size: Int, shade: UInt8 = 128) {
    precondition(size > 0, "Cutout: the size \(size) is not positive")
    self.size = size
    self.shade = shade
  }

  public func apply(
    to image: inout PendingImage, using generator: inout some RandomNumberGenerator
  ) throws {
    let x = generator.index(below: image.width) - size / 2
    let y = generator.index(below: image.height) - size / 2
    try image.change { image in
      image.draw(
        Image(width: size, height: size, format: image.format, filledWith: shade), x: x, y: y)
    }
  }
}

extension Image {
  typealias Pixel = (Double, Double, Double)

  /// ITU-R BT.601.
  static func luma(_ pixel: Pixel) -> Double {
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

  /// `other + factor · (pixel - other)` for every pixel.
  mutating func blend(_ factor: Double, with other: (Pixel) -> Pixel) {
    map { pixel in
      let other = other(pixel)
      return (
        other.0 + factor * (pixel.0 - other.0), other.1 + factor * (pixel.1 - other.1),
        other.2 + factor * (pixel.2 - other.2)
      )
    }
  }

  /// Changes every pixel. A gray pixel counts as three equal values and gets the mean of the
  /// result.
  mutating func map(_ body: (Pixel) -> Pixel) {
    func byte(_ value: Double) -> UInt8 { UInt8(min(max(value.rounded(), 0), 255)) }
    let format = format
    pixels.withUnsafeMutableBufferPointer { pixels in
      if format == .gray {
        for index in pixels.indices {
          let value = Double(pixels[index])
          let result = body((value, value, value))
          pixels[index] = byte((result.0 + result.1 + result.2) / 3)
        }
        return
      }
      for start in stride(from: 0, to: pixels.count, by: 3) {
        let result = body(
          (Double(pixels[start]), Double(pixels[start + 1]), Double(pixels[start + 2])))
        pixels[start] = byte(result.0)
        pixels[start + 1] = byte(result.1)
        pixels[start + 2] = byte(result.2)
      }
    }
  }
}
