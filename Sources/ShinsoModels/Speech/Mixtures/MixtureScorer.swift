import CKernels
import Foundation

/// Computes the densities of mixtures; made once for many utterances.
public struct MixtureScorer: Sendable {
  public let width: Int
  private let scales: [Float]
  private let shifts: [Float]
  private let constants: [Float]
  private let starts: [Int32]
  /// Components of the largest mixture.
  let largestCount: Int

  public init(_ mixtures: GaussianMixtures) {
    width = mixtures.width
    starts = mixtures.starts
    scales = mixtures.variances.map { (0.5 / $0).squareRoot() }
    shifts = zip(mixtures.means, scales).map { $0 * $1 }
    let width = mixtures.width
    constants = mixtures.weights.indices.map { component in
      let variances = mixtures.variances[component * width..<(component + 1) * width]
      let logDeterminant = variances.reduce(0.0) { $0 + log(2 * .pi * Double($1)) }
      return Float(log(Double(mixtures.weights[component])) - 0.5 * logDeterminant)
    }
    largestCount = (0..<mixtures.count).map { mixtures.components(of: $0).count }.max() ?? 0
  }

  /// The logarithms of the densities of the frames.
  ///
  /// - Parameter mixtures: those wanted; one row of scores for each.
  public func scores(_ frames: FrameMatrix, mixtures: [Int32]) -> StateScores {
    precondition(frames.width == width, "the model takes \(width) dimensions, not \(frames.width)")
    let count = mixtures.count * frames.stride
    let values = [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      withParameters { parameters in
        shinso_mixture_scores(
          buffer.baseAddress, frames.columns, frames.stride, mixtures, mixtures.count, &parameters)
      }
      initialized = count
    }
    return StateScores(values, frameCount: frames.count, stride: frames.stride)
  }

  func withParameters<Result>(_ body: (inout shinso_mixtures) throws -> Result) rethrows -> Result {
    try scales.withUnsafeBufferPointer { scales in
      try shifts.withUnsafeBufferPointer { shifts in
        try constants.withUnsafeBufferPointer { constants in
          try starts.withUnsafeBufferPointer { starts in
            var parameters = shinso_mixtures(
              scales: scales.baseAddress, shifts: shifts.baseAddress,
              constants: constants.baseAddress, starts: starts.baseAddress, width: width)
            return try body(&parameters)
          }
        }
      }
    }
  }
}
