import Foundation

/// Mixtures of Gaussians with diagonal covariance, one for each tied state of the hidden Markov
/// models.
public struct GaussianMixtures: Sendable {
  /// Dimensions of a frame.
  public let width: Int
  /// Mixture m has the components `starts[m]..<starts[m + 1]`.
  public private(set) var starts: [Int32]
  /// Sum to 1 in each mixture.
  public private(set) var weights: [Float]
  /// `[components, width]`.
  public private(set) var means: [Float]
  /// `[components, width]`.
  public private(set) var variances: [Float]

  public init(
    width: Int, starts: [Int32], weights: [Float], means: [Float], variances: [Float]
  ) {
    precondition(weights.count == Int(starts.last ?? 0))
    precondition(means.count == weights.count * width && variances.count == means.count)
    self.width = width
    self.starts = starts
    self.weights = weights
    self.means = means
    self.variances = variances
  }

  /// A single Gaussian for each mixture.
  public init(gaussians: [DiagonalGaussian]) {
    self.init(
      width: gaussians.first?.mean.count ?? 0, starts: (0...Int32(gaussians.count)).map { $0 },
      weights: gaussians.map { _ in 1 }, means: gaussians.flatMap(\.mean),
      variances: gaussians.flatMap(\.variance))
  }

  public var count: Int { starts.count - 1 }
  public var componentCount: Int { weights.count }

  public func components(of mixture: Int) -> Range<Int> {
    Int(starts[mixture])..<Int(starts[mixture + 1])
  }

  /// Divides components until there are about `target` of them in all: those with the largest
  /// occupancy in each mixture, into two with means 0.2 standard deviations to both sides and half of
  /// the weight each (The HTK Book 3.5, section 10.6). A mixture's share of the components grows with
  /// its occupancy to the power of 0.2, as in Kaldi.
  ///
  /// - Parameter occupancies: of the mixtures, in frames.
  public func divided(into target: Int, occupancies: [Double]) -> GaussianMixtures {
    let counts = ComponentCounts(occupancies, now: (0..<count).map { components(of: $0).count })
      .grown(to: target)
    var result = GaussianMixtures(width: width, starts: [0], weights: [], means: [], variances: [])
    for mixture in 0..<count {
      var parts = components(of: mixture).map(component)
      while parts.count < counts[mixture] {
        guard let heaviest = parts.indices.max(by: { parts[$0].weight < parts[$1].weight }) else {
          break
        }
        var other = parts[heaviest]
        other.weight /= 2
        parts[heaviest].weight /= 2
        for d in 0..<width {
          let step = 0.2 * other.gaussian.variance[d].squareRoot()
          parts[heaviest].gaussian.mean[d] -= step
          other.gaussian.mean[d] += step
        }
        parts.append(other)
      }
      for part in parts { result.append(part) }
      result.starts.append(Int32(result.weights.count))
    }
    return result
  }

  private typealias Component = (weight: Float, gaussian: DiagonalGaussian)

  private func component(_ index: Int) -> Component {
    let range = index * width..<(index + 1) * width
    return (
      weights[index],
      DiagonalGaussian(mean: Array(means[range]), variance: Array(variances[range]))
    )
  }

  private mutating func append(_ component: Component) {
    weights.append(component.weight)
    means += component.gaussian.mean
    variances += component.gaussian.variance
  }
}
