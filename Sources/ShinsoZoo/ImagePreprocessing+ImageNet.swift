import ShinsoData

extension ImagePreprocessing {
  /// For networks trained with Caffe on ImageNet: a square from the middle, blue first, 0 to 255, minus
  /// the mean color of ImageNet's training images.
  ///
  /// - Parameters:
  ///   - size: of the square.
  ///   - mean: of blue, green and red.
  static func caffe(size: Int, shortSide: Int, mean: [Float] = [104, 117, 123]) -> Self {
    ImagePreprocessing(
      width: size, height: size, shortSide: shortSide, interpolation: .bilinear,
      normalization: ImageNormalization(
        scale: 1, mean: mean, standardDeviation: [1, 1, 1], channelOrder: .bgr))
  }

  /// For torchvision's networks: a square from the middle, 0 to 1, normalized by ImageNet's mean and
  /// standard deviation unless others are given.
  static func torchvision(
    size: Int, shortSide: Int, mean: [Float] = [0.485, 0.456, 0.406],
    standardDeviation: [Float] = [0.229, 0.224, 0.225]
  ) -> Self {
    ImagePreprocessing(
      width: size, height: size, shortSide: shortSide, interpolation: .bilinear,
      normalization: ImageNormalization(mean: mean, standardDeviation: standardDeviation))
  }
}
