import CKernels
import Foundation

/// What the frames say about mixtures: the sums of the expectation step. Those of parts of the data
/// can be added.
public struct MixtureStatistics: Sendable {
  private let width: Int
  private let starts: [Int32]
  private(set) var occupancies: [Double]
  private(set) var sums: [Double]
  private(set) var squares: [Double]
  private var scratch: [Float]

  public init(_ mixtures: GaussianMixtures) {
    width = mixtures.width
    starts = mixtures.starts
    occupancies = [Double](repeating: 0, count: mixtures.componentCount)
    sums = [Double](repeating: 0, count: mixtures.componentCount * width)
    squares = sums
    scratch = [Float](
      repeating: 0, count: (0..<mixtures.count).map { mixtures.components(of: $0).count }.max() ?? 0
    )
  }

  /// The frames of each mixture.
  public var mixtureOccupancies: [Double] {
    (1..<starts.count).map { occupancies[Int(starts[$0 - 1])..<Int(starts[$0])].reduce(0, +) }
  }

  /// Adds frames, each with the probability that it belongs to a mixture.
  mutating func add(
    _ frames: FrameMatrix, _ posteriors: [(frame: Int, mixture: Int32, probability: Float)],
    _ scorer: MixtureScorer
  ) {
    frames.rows.withUnsafeBufferPointer { rows in
      guard let base = rows.baseAddress else { return }
      scorer.withParameters { parameters in
        for (frame, mixture, probability) in posteriors {
          shinso_mixture_accumulate(
            &occupancies, &sums, &squares, base + frame * width, probability, Int(mixture),
            &scratch, &parameters)
        }
      }
    }
  }

  public mutating func add(_ other: MixtureStatistics) {
    precondition(other.starts == starts && other.width == width)
    for i in occupancies.indices { occupancies[i] += other.occupancies[i] }
    for i in sums.indices {
      sums[i] += other.sums[i]
      squares[i] += other.squares[i]
    }
  }

  /// The mixtures that make the frames most likely (the maximization step).
  ///
  /// - Parameters:
  ///   - floor: `[width]`; no variance becomes smaller.
  ///   - fewestFrames: a component with fewer keeps its mean and variance.
  public func maximized(
    _ mixtures: GaussianMixtures, floor: [Float], fewestFrames: Double = 5
  ) -> GaussianMixtures {
    var (weights, means, variances) = (mixtures.weights, mixtures.means, mixtures.variances)
    for mixture in 0..<mixtures.count {
      let components = mixtures.components(of: mixture)
      let total = occupancies[components].reduce(0, +)
      guard total > 0 else { continue }
      for component in components {
        let occupancy = occupancies[component]
        weights[component] = Float(max(occupancy / total, Self.smallestWeight))
        guard occupancy >= fewestFrames else { continue }
        for d in 0..<width {
          let place = component * width + d
          let mean = sums[place] / occupancy
          means[place] = Float(mean)
          variances[place] = max(Float(squares[place] / occupancy - mean * mean), floor[d])
        }
      }
      let sum = weights[components].reduce(0, +)
      for component in components { weights[component] /= sum }
    }
    return GaussianMixtures(
      width: width, starts: starts, weights: weights, means: means, variances: variances)
  }

  private static let smallestWeight = 1e-5
}
