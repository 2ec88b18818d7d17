import ShinsoTensor

/// Samples that lie in memory, such as MNIST's digits or a network's features.
public struct TensorDataset: ClassificationDataset {
  /// `[N, …]`, float32 or uint8.
  public let samples: Tensor
  public let labels: [Int]
  public let classNames: [String]
  /// Multiplies every value: 1 / 255 brings bytes to 0...1.
  public let scale: Float
  public let sampleShape: Shape

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
      "TensorDataset: a label is not among the \(classNames.count) classes")
    // The workers that read it must find plain host memory: converting it is computing.
    self.samples = samples.copied()
    self.labels = labels
    self.classNames = classNames
    self.scale = scale
    sampleShape = samples.shape.removing(axis: 0)
  }

  public var count: Int { labels.count }

  public func label(_ index: Int) -> Int { labels[index] }

  public func write(
    _ index: Int, into target: UnsafeMutableBufferPointer<Float>,
    using generator: inout SplitMix64
  ) {
    precondition(labels.indices.contains(index), "TensorDataset: there is no sample \(index)")
    let start = index * target.count
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
}
