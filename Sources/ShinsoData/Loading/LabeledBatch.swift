import ShinsoTensor

/// Labeled samples that are passed through a network together.
public struct LabeledBatch: Sendable {
  /// `[B, …]`, float32.
  public let samples: Tensor
  /// int64 `[B]`.
  public let labels: Tensor
  /// The indices of the samples in the dataset.
  public let indices: [Int]

  public var images: Tensor { samples }
}
