import Foundation

/// How a network wants its images prepared: resize, crop, normalize. Stored with the model as JSON.
public struct ImagePreprocessing: Sendable, Hashable {
  /// The size of the network's input in pixels.
  public let width: Int
  public let height: Int
  /// The shorter side is resized to this, and then `width` x `height` pixels are cut from the
  /// middle. If nil, the whole image is resized to `width` x `height`, whatever its proportions.
  public let shortSide: Int?
  public let interpolation: Interpolation
  public let normalization: ImageNormalization

  public init(
    width: Int, height: Int, shortSide: Int?, interpolation: Interpolation,
    normalization: ImageNormalization
  ) {
    precondition(
      ImagePreprocessing.problem(width: width, height: height, shortSide: shortSide) == nil,
      "ImagePreprocessing: \(width) x \(height) pixels from a short side of \(shortSide ?? 0)")
    self.width = width
    self.height = height
    self.shortSide = shortSide
    self.interpolation = interpolation
    self.normalization = normalization
  }

  /// For digits as in MNIST: gray, 28 × 28, white on black, 0 to 1.
  public static let digits = ImagePreprocessing(
    width: 28, height: 28, shortSide: nil, interpolation: .bilinear,
    normalization: ImageNormalization(mean: [0], standardDeviation: [1]))

  /// Whether the network takes gray or color images.
  public var format: Image.PixelFormat { normalization.format }

  /// Floats per image: channels x height x width.
  public var elementCount: Int { format.channels * height * width }

  /// Resizes, crops and normalizes `image` and writes the planes `[channels, height, width]`.
  ///
  /// - Parameters:
  ///   - target: must have exactly ``elementCount`` elements.
  ///   - name: the name of the image in error messages.
  /// - Throws: `InputError` if the image is too long and thin.
  public func write(
    _ image: Image, into target: UnsafeMutableBufferPointer<Float>, name: String = "image"
  ) throws {
    normalization.write(try fitted(image, name: name), into: target)
  }

  /// The image as the network sees it, before normalization; for augmentation and galleries.
  public func fitted(_ image: Image, name: String = "image") throws -> Image {
    var pending = PendingImage(image.converted(to: format), name: name)
    if let shortSide {
      try pending.resizeShortSide(to: shortSide, interpolation: interpolation)
      try pending.centerCrop(width: width, height: height)
    } else {
      try pending.resize(width: width, height: height, interpolation: interpolation)
    }
    return try pending.image()
  }

  private static func problem(width: Int, height: Int, shortSide: Int?) -> String? {
    let limit = 1 << 14
    guard (1...limit).contains(width), (1...limit).contains(height) else {
      return "width and height must be in 1...\(limit)"
    }
    if let shortSide, !(max(width, height)...limit).contains(shortSide) {
      return "the short side must be at least as long as width and height"
    }
    return nil
  }
}

extension ImagePreprocessing: Codable {
  private enum CodingKeys: String, CodingKey {
    case width, height, shortSide, interpolation, scale, mean, standardDeviation, channelOrder
  }

  /// - Throws: `DecodingError`, also for invalid values.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func check(_ problem: String?, _ key: CodingKeys) throws {
      guard let problem else { return }
      throw DecodingError.dataCorruptedError(
        forKey: key, in: values, debugDescription: problem)
    }
    width = try values.decode(Int.self, forKey: .width)
    height = try values.decode(Int.self, forKey: .height)
    shortSide = try values.decodeIfPresent(Int.self, forKey: .shortSide)
    try check(
      ImagePreprocessing.problem(width: width, height: height, shortSide: shortSide), .width)
    interpolation = try values.decode(Interpolation.self, forKey: .interpolation)
    let mean = try values.decode([Float].self, forKey: .mean)
    let deviation = try values.decode([Float].self, forKey: .standardDeviation)
    try check([1, 3].contains(mean.count) ? nil : "one or three means are required", .mean)
    try check(
      deviation.count == mean.count && deviation.allSatisfy { $0 > 0 }
        ? nil : "there must be as many deviations as means, all positive", .standardDeviation)
    normalization = ImageNormalization(
      scale: try values.decode(Double.self, forKey: .scale), mean: mean,
      standardDeviation: deviation,
      channelOrder: try values.decode(
        ImageNormalization.ChannelOrder.self, forKey: .channelOrder))
    try check(
      normalization.isBounded
        ? nil : "with these means and deviations, it makes numbers above a million", .scale)
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(width, forKey: .width)
    try values.encode(height, forKey: .height)
    try values.encodeIfPresent(shortSide, forKey: .shortSide)
    try values.encode(interpolation, forKey: .interpolation)
    try values.encode(normalization.scale, forKey: .scale)
    try values.encode(normalization.mean, forKey: .mean)
    try values.encode(normalization.standardDeviation, forKey: .standardDeviation)
    try values.encode(normalization.channelOrder, forKey: .channelOrder)
  }
}
