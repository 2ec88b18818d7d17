/// Converts 8-bit pixels `[height, width, channels]` to the `float32` planes `[channels, height,
/// width]` that a network takes: `(pixel * scale - mean) / deviation`, channel by channel.
public struct ImageNormalization: Sendable, Hashable {
  public enum ChannelOrder: String, Sendable, Hashable, Codable, CaseIterable {
    case rgb
    /// Blue first, as in OpenCV and therefore in Caffe's networks.
    case bgr
  }

  public let scale: Double
  /// One value per plane, in the order of the planes.
  public let mean: [Float]
  public let standardDeviation: [Float]
  public let channelOrder: ChannelOrder
  /// The result for each pixel value: 256 values per plane.
  private let table: [Float]

  /// - Parameters:
  ///   - scale: multiplies the pixels of 0...255 first; 1 / 255 maps them to 0...1.
  ///   - mean: three values, or one for gray images, in the order of the planes.
  ///   - standardDeviation: as many values as `mean`, all positive.
  public init(
    scale: Double = 1 / 255, mean: [Float], standardDeviation: [Float],
    channelOrder: ChannelOrder = .rgb
  ) {
    precondition(
      mean.count == standardDeviation.count && [1, 3].contains(mean.count)
        && standardDeviation.allSatisfy { $0 > 0 },
      "ImageNormalization: needs one or three means and as many positive deviations, "
        + "got \(mean) and \(standardDeviation)")
    self.scale = scale
    self.mean = mean
    self.standardDeviation = standardDeviation
    self.channelOrder = channelOrder
    // The operations and roundings of torchvision: first the division by 255, then the rest in
    // float32.
    table = zip(mean, standardDeviation).flatMap { mean, deviation in
      (0..<256).map { (Float(Double($0) * scale) - mean) / deviation }
    }
  }

  /// Whether it makes numbers that a network can compute with, none of them above a million.
  public var isBounded: Bool { table.allSatisfy { abs($0) <= 1e6 } }

  /// The format of the images that it takes.
  public var format: Image.PixelFormat { mean.count == 1 ? .gray : .rgb }

  /// Writes the planes to `target`, which must have exactly `channels * height * width` elements.
  public func write(_ image: Image, into target: UnsafeMutableBufferPointer<Float>) {
    precondition(
      image.format == format && target.count == image.pixels.count,
      "ImageNormalization: \(image.format) image of \(image.width) x \(image.height) pixels "
        + "for \(target.count) elements of \(format)")
    let size = image.width * image.height
    image.pixels.withUnsafeBufferPointer { source in
      table.withUnsafeBufferPointer { table in
        guard let source = source.baseAddress, let target = target.baseAddress,
          let first = table.baseAddress
        else { return }
        guard format == .rgb else {
          for i in 0..<size { target[i] = first[Int(source[i])] }
          return
        }
        let (second, third) = (first + 256, first + 512)
        let (red, blue) = channelOrder == .rgb ? (0, 2) : (2, 0)
        for i in 0..<size {
          target[i] = first[Int(source[3 * i + red])]
          target[size + i] = second[Int(source[3 * i + 1])]
          target[2 * size + i] = third[Int(source[3 * i + blue])]
        }
      }
    }
  }
}
