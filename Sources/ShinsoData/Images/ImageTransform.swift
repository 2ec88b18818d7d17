/// One step between an image in a file and the image that a network sees. The generator is its only
/// source of randomness.
public protocol ImageTransform: Sendable {
  /// - Throws: `InputError` if the image is unsuitable.
  func apply(
    to image: inout PendingImage, using generator: inout some RandomNumberGenerator) throws
}

extension ImageTransform {
  /// The transformed image.
  ///
  /// - Parameter name: the name of the image in error messages.
  public func callAsFunction(
    _ image: Image, name: String = "image", using generator: inout some RandomNumberGenerator
  ) throws -> Image {
    var pending = PendingImage(image, name: name)
    try apply(to: &pending, using: &generator)
    return try pending.image()
  }
}

/// Several transforms, applied one after another.
public struct ImagePipeline: ImageTransform {
  public let steps: [any ImageTransform]

  public init(_ steps: any ImageTransform...) { self.steps = steps }
  public init(_ steps: [any ImageTransform]) { self.steps = steps }

  public func apply(
    to image: inout PendingImage, using generator: inout some RandomNumberGenerator
  ) throws {
    for step in steps { try step.apply(to: &image, using: &generator) }
  }
}

/// Resizes to a fixed size.
public struct Resize: ImageTransform {
  public let width: Int
  public let height: Int
  public let interpolation: Interpolation

  public init(width: Int, height: Int, interpolation: Interpolation = .bilinear) {
    self.width = width
    self.height = height
    self.interpolation = interpolation
  }

  public func apply(
    to image: inout PendingImage, using generator: inout some RandomNumberGenerator
  ) throws {
    try image.resize(width: width, height: height, interpolation: interpolation)
  }
}

/// Resizes so that the shorter side gets `length` pixels; see
/// ``PendingImage/resizeShortSide(to:interpolation:)``.
public struct ResizeShortSide: ImageTransform {
  public let length: Int
  public let interpolation: Interpolation

  public init(_ length: Int, interpolation: Interpolation = .bilinear) {
    self.length = length
    self.interpolation = interpolation
  }

  public func apply(
    to image: inout PendingImage, using generator: inout some RandomNumberGenerator
  ) throws {
    try image.resizeShortSide(to: length, interpolation: interpolation)
  }
}

/// Keeps the middle of an image.
public struct CenterCrop: ImageTransform {
  public let width: Int
  public let height: Int

  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  public func apply(
    to image: inout PendingImage, using generator: inout some RandomNumberGenerator
  ) throws {
    try image.centerCrop(width: width, height: height)
  }
}

/// Keeps a part of an image; every position is equally likely.
public struct RandomCrop: ImageTransform {
  public let width: Int
  public let height: Int
  /// Black pixels added around the image first. With 4 of them, networks for CIFAR are trained on
  /// parts of 32 x 32 pixels (He et al., "Deep residual learning for image recognition", CVPR 2016,
  /// section 4.2).
  public let padding: Int

  public init(width: Int, height: Int, padding: Int = 0) {
    precondition(padding >= 0, "RandomCrop: a padding of \(padding) pixels")
    self.width = width
    self.height = height
    self.padding = padding
  }

  public func apply(
    to image: inout PendingImage, using generator: inout some RandomNumberGenerator
  ) throws {
    if padding > 0 {
      try image.change { image in
        var padded = Image(
          width: image.width + 2 * padding, height: image.height + 2 * padding,
          format: image.format, filledWith: 0)
        padded.draw(image, x: padding, y: padding)
        image = padded
      }
    }
    try image.checkHolds(width, height)
    let left = generator.index(below: image.width - width + 1)
    let top = generator.index(below: image.height - height + 1)
    try image.crop(left: left, top: top, width: width, height: height)
  }
}

/// Swaps left and right at random.
public struct RandomHorizontalFlip: ImageTransform {
  public let probability: Double

  public init(probability: Double = 0.5) { self.probability = probability }

  public func apply(
    to image: inout PendingImage, using generator: inout some RandomNumberGenerator
  ) throws {
    if generator.unit() < probability { image.mirror() }
  }
}
