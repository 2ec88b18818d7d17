/// Resizes so that the shorter side gets a random length, each of a range alike: the scale jittering of
/// Simonyan & Zisserman, "Very deep convolutional networks for large-scale image recognition", ICLR
/// 2015, section 3.1.
public struct RandomShortSide: ImageTransform {
  public let lengths: ClosedRange<Int>
  public let interpolation: Interpolation

  public init(_ lengths: ClosedRange<Int>, interpolation: Interpolation = .bilinear) {
    precondition(lengths.lowerBound > 0, "RandomShortSide: a length of \(lengths.lowerBound)")
    self.lengths = lengths
    self.interpolation = interpolation
  }

  public func apply(
    to image: inout PendingImage, using generator: inout some RandomNumberGenerator
  ) throws {
    let length =
      lengths.count == 1
      ? lengths.lowerBound : lengths.lowerBound + generator.index(below: lengths.count)
    try image.resizeShortSide(to: length, interpolation: interpolation)
  }
}
