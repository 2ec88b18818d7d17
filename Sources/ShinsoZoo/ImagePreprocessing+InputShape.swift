import ShinsoData
import ShinsoTensor

extension ImagePreprocessing {
  /// One picture, `[1, channels, height, width]`.
  public var inputShape: Shape { [1, format.channels, height, width] }

  /// The same for images of another width and height, which show the same part of a photograph.
  public func sized(_ size: Int) -> ImagePreprocessing {
    if size == width, size == height { return self }
    return ImagePreprocessing(
      width: size, height: size,
      shortSide: shortSide.map { max(($0 * size + width / 2) / width, size) },
      interpolation: interpolation, normalization: normalization)
  }

  /// Of the size that the options of a network say, if they do.
  func sized(_ variant: [String: String]) -> ImagePreprocessing {
    variant["size"].flatMap { Int($0) }.map(sized) ?? self
  }
}
