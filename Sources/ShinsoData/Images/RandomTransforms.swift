import Foundation
import ShinsoTensor

extension RandomNumberGenerator {
  /// Uniform in `lower..<upper`.
  fileprivate mutating func uniform(_ lower: Double, _ upper: Double) -> Double {
    lower + (upper - lower) * unit()
  }

  /// From the normal distribution around 0 (Box and Muller's method).
  fileprivate mutating func normal(deviation: Double) -> Double {
    let radius = (-2 * log(1 - unit())).squareRoot()
    return deviation * radius * cos(2 * .pi * unit())
  }
}

/// Keeps a part of random area and proportions and resizes it: the crop of Szegedy et al., "Going
/// deeper with convolutions", CVPR 2015, section 6; as torchvision's.
public struct RandomResizedCrop: ImageTransform {
  public let width: Int
  public let height: Int
  /// Part of the picture's area.
  public let area: ClosedRange<Double>
  /// Width over height.
  public let proportions: ClosedRange<Double>
  public let interpolation: Interpolation

  public init(
    width: Int, height: Int, area: ClosedRange<Double> = 0.08...1,
    proportions: ClosedRange<Double> = 0.75...(4.0 / 3), interpolation: Interpolation = .bilinear
  ) {
    precondition(
      area.lowerBound > 0 && area.upperBound <= 1 && proportions.lowerBound > 0,
      "RandomResizedCrop: area \(area) or proportions \(proportions) make no sense")
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
    // No such part fits: the largest one of allowed proportions, from the middle.
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

/// Changes brightness, contrast and saturation at random, in random order: each by a factor from
/// `1 - amount` to `1 + amount` (Howard, "Some improvements on deep convolutional neural network
/// based image classification", 2013); as torchvision's `ColorJitter` without hue.
public struct ColorJitter: ImageTransform {
  public let brightness: Double
  public let contrast: Double
  public let saturation: Double

  public init(brightness: Double = 0.4, contrast: Double = 0.4, saturation: Double = 0.4) {
    self.brightness = brightness
    self.contrast = contrast
    self.saturation = saturation
  }

  public func apply(
    to image: inout PendingImage, using generator: inout some RandomNumberGenerator
  ) throws {
    func factor(_ amount: Double) -> Double {
      max(generator.uniform(1 - amount, 1 + amount), 0)
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

/// Adds to every pixel a random mixture of the directions in which colors vary: Krizhevsky et al.,
/// "ImageNet classification with deep convolutional neural networks", NIPS 2012, section 4.1.
public struct ColorPCA: ImageTransform {
  /// Directions, columns of red, green and blue, and how far colors vary along each, for values of
  /// 0...1.
  public let directions: [[Double]]
  public let variations: [Double]
  /// Of the random factors; 0.1 in the paper.
  public let deviation: Double

  /// The directions of ImageNet's training pictures, as its readers for Torch and others give them.
  public init(deviation: Double = 0.1) {
    self.init(
      directions: [
        [-0.5675, -0.5808, -0.5836], [0.7192, -0.0045, -0.6948], [0.4009, -0.8140, 0.4203],
      ], variations: [0.2175, 0.0188, 0.0045], deviation: deviation)
  }

  public init(directions: [[Double]], variations: [Double], deviation: Double = 0.1) {
    precondition(
      directions.count == variations.count && directions.allSatisfy { $0.count == 3 },
      "ColorPCA: as many directions of three numbers as variations are needed")
    self.directions = directions
    self.variations = variations
    self.deviation = deviation
  }

  public func apply(
    to image: inout PendingImage, using generator: inout some RandomNumberGenerator
  ) throws {
    var shift = [0.0, 0.0, 0.0]
    for (direction, variation) in zip(directions, variations) {
      let factor = generator.normal(deviation: deviation) * variation * 255
      for channel in 0..<3 { shift[channel] += factor * direction[channel] }
    }
    try image.change { image in
      // A gray picture gets the mean of the three.
      image.map { ($0.0 + shift[0], $0.1 + shift[1], $0.2 + shift[2]) }
    }
  }
}

/// Covers a random square with gray. DeVries & Taylor, "Improved regularization of convolutional
/// neural networks with cutout", 2017. Its center lies in the picture, the square itself may not.
public struct Cutout: ImageTransform {
  /// Pixels.
  public let size: Int
  public let shade: UInt8

  public init(size: Int, shade: UInt8 = 128) {
    precondition(size > 0, "Cutout: no square of \(size) pixels")
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

  /// The mean brightness of all pixels.
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

  /// Changes every pixel; a gray one counts as three equal values, and gets the mean of the result.
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
