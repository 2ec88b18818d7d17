/// How a recipe varies training images: which part of an image is taken, whether it may be mirrored,
/// how its colors change. Lengths are those for the network's own size, and change with it.
public struct Augmentation: Sendable, Hashable {
  public enum Part: Sendable, Hashable {
    /// The whole image, resized.
    case whole
    /// The short side gets a random length, and a part of the network's size is cut out anywhere.
    /// Krizhevsky et al., "ImageNet classification with deep convolutional neural networks", NIPS
    /// 2012, section 4.1, with one length; Simonyan & Zisserman, "Very deep convolutional networks",
    /// ICLR 2015, section 3.1, with many.
    case crop(shortSide: ClosedRange<Int>)
    /// A part of random area, from 8 to 100 % of the image, and proportions, from 3:4 to 4:3.
    /// Szegedy et al., "Going deeper with convolutions", CVPR 2015, section 6.
    case resizedCrop
    /// Moved by up to that many pixels, as is usual for CIFAR. He et al., "Deep residual learning for
    /// image recognition", CVPR 2016, section 4.2.
    case shift(by: Int)
  }

  public var part: Part
  /// Whether every second image is mirrored.
  public var mirrors: Bool
  /// The standard deviation of ``ColorPCA``'s factors; 0 for none.
  public var colorPCA: Double
  /// The amount by which ``ColorJitter`` changes brightness, contrast and saturation.
  public var jitter: Double

  public init(_ part: Part, mirrors: Bool = true, colorPCA: Double = 0, jitter: Double = 0) {
    self.part = part
    self.mirrors = mirrors
    self.colorPCA = colorPCA
    self.jitter = jitter
  }

  /// - Parameters:
  ///   - input: what the network takes: the size of the results.
  ///   - ownSize: the width that the lengths are meant for; that of `input` by default.
  public func transform(for input: ImagePreprocessing, ownSize: Int? = nil) -> ImagePipeline {
    let (width, height) = (input.width, input.height)
    func scaled(_ length: Int) -> Int {
      guard let ownSize, ownSize != width else { return length }
      return (length * width + ownSize / 2) / ownSize
    }
    var steps: [any ImageTransform]
    switch part {
    case .whole:
      steps = [Resize(width: width, height: height, interpolation: input.interpolation)]
    case .crop(let shortSide):
      let least = max(width, height)
      let lower = max(scaled(shortSide.lowerBound), least)
      steps = [
        RandomShortSide(
          lower...max(scaled(shortSide.upperBound), lower), interpolation: input.interpolation),
        RandomCrop(width: width, height: height),
      ]
    case .resizedCrop:
      steps = [
        RandomResizedCrop(width: width, height: height, interpolation: input.interpolation)
      ]
    case .shift(let pixels):
      steps = [
        Resize(width: width, height: height, interpolation: input.interpolation),
        RandomCrop(width: width, height: height, padding: max(scaled(pixels), 1)),
      ]
    }
    if mirrors { steps.append(RandomHorizontalFlip()) }
    if jitter > 0 {
      steps.append(ColorJitter(brightness: jitter, contrast: jitter, saturation: jitter))
    }
    if colorPCA > 0 { steps.append(ColorPCA(standardDeviation: colorPCA)) }
    return ImagePipeline(steps)
  }
}
