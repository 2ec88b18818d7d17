/// Makes the mean of each dimension 0 and, if wanted, its variance 1, over the frames of an utterance or
/// of all utterances of a speaker: microphones and voices then matter less (Atal, J. Acoust. Soc. Am.
/// 55, 1974).
public struct FeatureNormalization: Sendable, Hashable {
  private let means: [Float]
  private let scales: [Float]

  /// - Parameter utterances: each `[T, width]`.
  public init(_ utterances: [[Float]], width: Int, normalizesVariance: Bool = true) {
    var (sums, squares) = (
      [Double](repeating: 0, count: width), [Double](repeating: 0, count: width)
    )
    var count = 0.0
    for frames in utterances {
      for (index, value) in frames.enumerated() {
        sums[index % width] += Double(value)
        squares[index % width] += Double(value) * Double(value)
      }
      count += Double(frames.count / width)
    }
    let means = sums.map { $0 / max(count, 1) }
    self.means = means.map { Float($0) }
    scales = squares.indices.map { d in
      let variance = squares[d] / max(count, 1) - means[d] * means[d]
      // A dimension that never changes stays 0.
      return normalizesVariance && variance > 1e-10 ? Float(1 / variance.squareRoot()) : 1
    }
  }

  public func normalized(_ frames: [Float]) -> [Float] {
    let width = means.count
    return frames.enumerated().map { index, value in
      (value - means[index % width]) * scales[index % width]
    }
  }
}
