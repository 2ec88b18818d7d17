import ShinsoTensor

/// How a layer's output becomes the features of a picture, one row.
public enum FeaturePooling: String, CaseIterable, Sendable {
  /// Maps `[N, C, H, W]` by their averages, `[N, C]`; other outputs as they are.
  case average
  /// Every value, `[N, C · H · W]`.
  case none

  func callAsFunction(_ output: Tensor) -> Tensor {
    guard output.rank > 2 else { return output }
    return self == .average && output.rank == 4
      ? output.mean(axes: 2, 3) : output.flattened(from: 1)
  }

  /// How many features become of an output of that shape, of one picture.
  func width(of output: Shape) -> Int {
    self == .average && output.rank == 4 ? output[1] : output.elementCount
  }
}
