import ShinsoFormats
import ShinsoTensor

/// Samples in memory, such as MNIST's digits or the features of a network.
public struct TensorDataset: ClassificationDataset {
  /// `[N, …]`, float32 or uint8.
  public let samples: Tensor
  public let labels: [Int]
  public let classNames: [String]
  /// A factor for every value: 1 / 255 maps bytes to 0...1.
  public let scale: Float
  public let sampleShape: Shape
  private var augmentation: (any ImageTransform)?
  /// Applied to images in place of ``scale``.
  package private(set) var normalization: ImageNormalization?

  /// - Parameters:
  ///   - samples: `[N, …]`, float32 or uint8.
  ///   - labels: N indices into `classNames`.
  public init(_ samples: Tensor, labels: [Int], classNames: [String], scale: Float = 1) {
    precondition(
      samples.rank > 0 && samples.shape[0] == labels.count,
      "TensorDataset: \(labels.count) labels for samples \(samples.shape)")
    precondition(
      samples.dtype == .float32 || samples.dtype == .uint8,
      "TensorDataset: samples are \(samples.dtype.rawValue), not float32 or uint8")
    precondition(
      labels.allSatisfy { classNames.indices.contains($0) },
      "TensorDataset: a label is not below \(classNames.count)")
    // The loader threads need plain host memory, because converting a tensor is computing.
    self.samples = samples.copied()
    self.labels = labels
    self.classNames = classNames
    self.scale = scale
    sampleShape = samples.shape.removing(axis: 0)
  }

  /// The same samples, changed at random in each epoch. They must be images of bytes, `[N, 1 or 3,
  /// height, width]`, and the augmentation must keep their size.
  ///
  /// ```swift
  /// let train = try CIFAR.read(folder, .train).augmented(
  ///   by: ImagePipeline(RandomCrop(width: 32, height: 32, padding: 4), RandomHorizontalFlip()))
  /// ```
  public func augmented(by augmentation: some ImageTransform) -> TensorDataset {
    requireImages()
    var dataset = self
    dataset.augmentation = augmentation
    return dataset
  }

  /// The same samples, which must be images of bytes, normalized as a network wants them in place of
  /// ``scale``.
  public func normalized(by normalization: ImageNormalization) -> TensorDataset {
    requireImages()
    var dataset = self
    dataset.normalization = normalization
    return dataset
  }

  private func requireImages() {
    precondition(
      samples.dtype == .uint8 && sampleShape.rank == 3 && [1, 3].contains(sampleShape[0]),
      "TensorDataset: \(samples.dtype.rawValue) samples \(samples.shape) are not images of bytes")
  }

  public var count: Int { labels.count }

  public var identity: String {
    var digest = SHA256()
    digest.update("\(labelIdentity) \(scale)")
    samples.withUnsafeBytes { digest.update($0) }
    return digest.hex()
  }

  public func label(_ index: Int) -> Int { labels[index] }

  public func write(
    _ index: Int, into target: UnsafeMutableBufferPointer<Float>,
    using generator: inout SplitMix64
  ) throws {
    precondition(labels.indices.contains(index), "TensorDataset: there is no sample \(index)")
    let start = index * target.count
    if augmentation != nil || normalization != nil {
      let image =
        try augmentation?(picture(index), name: "sample \(index)", using: &generator)
        ?? picture(index)
      precondition(
        image.pixels.count == target.count && image.width == sampleShape[2],
        "TensorDataset: the augmentation made \(image.width) x \(image.height) pixels from a "
          + "\(sampleShape) image")
      if let normalization { return normalization.write(image, into: target) }
      let (channels, size) = (image.channels, image.width * image.height)
      for place in target.indices {
        let (channel, pixel) = place.quotientAndRemainder(dividingBy: size)
        target[place] = Float(image.pixels[pixel * channels + channel]) * scale
      }
      return
    }
    samples.withUnsafeBytes { bytes in
      if samples.dtype == .uint8 {
        let source = bytes.bindMemory(to: UInt8.self)
        for i in target.indices { target[i] = Float(source[start + i]) * scale }
      } else {
        let source = bytes.bindMemory(to: Float.self)
        for i in target.indices { target[i] = source[start + i] * scale }
      }
    }
  }

  /// A sample as an image, whose pixels are in the other order: `[height, width, channels]`.
  package func picture(_ index: Int) -> Image {
    let (channels, height, width) = (sampleShape[0], sampleShape[1], sampleShape[2])
    return samples.withUnsafeBytes { bytes in
      Image(width: width, height: height, format: channels == 1 ? .gray : .rgb) { pixels in
        let size = width * height
        for place in pixels.indices {
          let (pixel, channel) = place.quotientAndRemainder(dividingBy: channels)
          pixels[place] = bytes[(index * channels + channel) * size + pixel]
        }
      }
    }
  }
}
