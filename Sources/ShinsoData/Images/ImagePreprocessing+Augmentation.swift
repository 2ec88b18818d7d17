/// The usual ways to vary training images, up to the size that the network takes.
extension ImagePreprocessing {
  /// A part of the image with that short side, mirrored or not; with `colors`, shifted by ``ColorPCA``.
  /// Krizhevsky et al., "ImageNet classification with deep convolutional neural networks", NIPS 2012,
  /// section 4.1.
  public func randomCrop(shortSide: Int, colors: Bool) -> ImagePipeline {
    let crop = ImagePipeline(
      ResizeShortSide(max(shortSide, width, height), interpolation: interpolation),
      RandomCrop(width: width, height: height), RandomHorizontalFlip())
    return colors ? ImagePipeline(crop, ColorPCA()) : crop
  }

  /// A part of random area and proportions, mirrored or not. Szegedy et al., "Going deeper with
  /// convolutions", CVPR 2015, section 6.
  public func randomResizedCrop() -> ImagePipeline {
    ImagePipeline(
      RandomResizedCrop(width: width, height: height, interpolation: interpolation),
      RandomHorizontalFlip())
  }

  /// Moved by up to that many pixels, mirrored or not, as is usual for CIFAR. He et al., "Deep residual
  /// learning for image recognition", CVPR 2016, section 4.2.
  public func randomShift(by pixels: Int) -> ImagePipeline {
    ImagePipeline(
      Resize(width: width, height: height, interpolation: interpolation),
      RandomCrop(width: width, height: height, padding: pixels), RandomHorizontalFlip())
  }
}
