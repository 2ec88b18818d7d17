import Foundation

/// How a network wants its pictures: resize, crop, normalize. Travels with the model as JSON.
public struct ImagePreprocessing: Sendable, Hashable {
  /// Size of the network's input in pixels.
  public let width: Int
  public let height: Int
  /// The shorter side is resized to this, then `width` x `height` pixels are cut from the middle;
  /// nil: the whole picture is resized to `width` x `height`, whatever its proportions.
  public let shortSide: Int?
  public let interpolation: Interpolation
  public let normalization: ImageNormalization

  public init(
    width: Int, height: Int, shortSide: Int?, interpolation: Interpolation,
    normalization: ImageNormalization
  ) {
    precondition(
      ImagePreprocessing.problem(width: width, height: height, shortSide: shortSide) == nil,
      "no input of \(width) x \(height) pixels from a short side of \(shortSide ?? 0)")
    self.width = width
    self.height = height
    self.shortSide = shortSide
    self.interpolation = interpolation
    self.normalization = normalization
  }

  /// As MNIST's digits: gray, 28 × 28, white on black, 0 to 1.
  public static let digits = ImagePreprocessing(
    width: 28, height: 28, shortSide: nil, interpolation: .bilinear,
    normalization: ImageNormalization(mean: [0], standardDeviation: [1]))

  /// Whether the network takes gray or color.
  public var format: Image.PixelFormat { normalization.format }

  /// Floats per picture: channels x height x width.
  public var elementCount: Int { format.channels * height * width }

  /// Resizes, crops and normalizes `image` into the planes `[channels, height, width]`.
  ///
  /// - Parameters:
  ///   - target: exactly ``elementCount`` elements.
  ///   - name: stands for the picture in error messages.
  /// - Throws: `InputError` if the picture is too long and thin.
  public func write(
    _ image: Image, into target: UnsafeMutableBufferPointer<Float>, name: String = "image"
  ) throws {
    normalization.write(try fitted(image, name: name), into: target)
  }

  /// The picture as the network sees it, before it is normalized: for augmentation and galleries.
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

  /// - Throws: `DecodingError` also for values that make no sense.
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
    try check([1, 3].contains(mean.count) ? nil : "one or three means are needed", .mean)
    try check(
      deviation.count == mean.count && deviation.allSatisfy { $0 > 0 }
        ? nil : "as many deviations as means are needed, all positive", .standardDeviation)
    normalization = ImageNormalization(
      scale: try values.decode(Double.self, forKey: .scale), mean: mean,
      standardDeviation: deviation,
      channelOrder: try values.decode(
        ImageNormalization.ChannelOrder.self, forKey: .channelOrder))
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
