import ShinsoTensor

/// What a captioner has to beat: the caption of the most similar picture of the training, by the
/// cosine of their features (after Devlin et al., "Exploring nearest neighbor approaches for image
/// captioning", 2015).
struct NearestCaptions {
  /// Of each picture asked for, the most similar one.
  let nearest: [Int]

  /// - Parameters:
  ///   - known: features of the training's pictures, `[N, D]`.
  ///   - asked: `[M, D]`.
  init(known: Tensor, asked: Tensor) {
    nearest = withoutGradients {
      func unit(_ rows: Tensor) -> Tensor {
        rows / (rows * rows).sum(axes: 1, keepingAxes: true).sqrt().clamped(1e-12, .infinity)
      }
      let similarities = matmul(unit(asked), unit(known).permuted(1, 0))  // [M, N]
      return similarities.argmax(axis: 1).scalars(as: Int64.self).map(Int.init)
    }
  }
}
