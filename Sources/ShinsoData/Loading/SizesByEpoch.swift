import ShinsoTensor

/// The same images at several sizes, which take turns by epoch: the multi-size training of He et al.,
/// "Spatial pyramid pooling in deep convolutional networks for visual recognition", ECCV 2014, section
/// 2.3.
public struct SizesByEpoch: ClassificationDataset {
  /// One a size; epoch 0 has the first.
  public let turns: [ImageDataset]

  /// - Parameter turns: the same files, differently prepared.
  public init(_ turns: [ImageDataset]) {
    precondition(
      !turns.isEmpty && turns.allSatisfy { $0.count == turns[0].count },
      "SizesByEpoch: needs the same images at one size or more")
    self.turns = turns
  }

  public var count: Int { turns[0].count }
  public var classNames: [String] { turns[0].classNames }
  /// The shape of the samples in epoch 0.
  public var sampleShape: Shape { turns[0].sampleShape }
  /// Those of the largest size.
  public var bytesPerSample: Int { turns.map(\.bytesPerSample).max() ?? 0 }
  public var identity: String {
    turns.count == 1
      ? turns[0].identity
      : turns[0].identity + turns.map { " \($0.sampleShape)" }.joined()
  }

  public func label(_ index: Int) -> Int { turns[0].label(index) }

  /// As in epoch 0.
  public func write(
    _ index: Int, into target: UnsafeMutableBufferPointer<Float>,
    using generator: inout SplitMix64
  ) throws { try turns[0].write(index, into: target, using: &generator) }

  public func batch(_ draws: [Draw]) throws -> LabeledBatch {
    try turns[(draws.first?.epoch ?? 0) % turns.count].batch(draws)
  }
}
