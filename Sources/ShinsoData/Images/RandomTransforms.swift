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
        case 0: image.scale(by: factors[0], around: 0)
        case 1: image.scale(by: factors[1], around: image.meanLuma.rounded())
        default: image.saturate(by: factors[2])
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
