/// New mixtures from what speaks for them and what speaks against them (Povey, "Discriminative training for
/// large vocabulary speech recognition", 2004, sections 4.3 and 4.4).
public struct ExtendedBaumWelch: Sendable, Hashable {
  /// How slowly components move: the factor of what speaks against them.
  public var slowness = 2.0
  /// The mixture as it was counts as so many frames for it.
  public var smoothing = 100.0

  public init() {}

  /// - Parameter floor: `[width]`; no variance becomes smaller.
  func maximized(
    _ mixtures: GaussianMixtures, numerator: MixtureStatistics, denominator: MixtureStatistics,
    floor: [Float]
  ) -> GaussianMixtures {
    let width = mixtures.width
    var (weights, means, variances) = (mixtures.weights, mixtures.means, mixtures.variances)
    for mixture in 0..<mixtures.count {
      let components = mixtures.components(of: mixture)
      for component in components {
        let (positive, negative) = (
          numerator.occupancies[component], denominator.occupancies[component]
        )
        guard positive + negative > Self.fewestFrames else { continue }
        let places = component * width..<(component + 1) * width
        let old = places.map { (mean: Double(means[$0]), variance: Double(variances[$0])) }
        let sums = places.enumerated().map { d, place in
          // Smoothed towards the mixture as it was.
          let (mean, variance) = old[d]
          return (
            first: numerator.sums[place] - denominator.sums[place] + smoothing * mean,
            second: numerator.squares[place] - denominator.squares[place]
              + smoothing * (variance + mean * mean)
          )
        }
        let count = positive - negative + smoothing
        // As large as keeps all variances well above 0.
        var constant = max(slowness * negative, 1)
        while !isPositive(old, sums, count, constant, floor) { constant *= 1.5 }
        constant *= constant > slowness * negative ? 2 : 1
        for (d, place) in places.enumerated() {
          let moved = Self.moved(old[d], sums[d], count, constant)
          means[place] = Float(moved.mean)
          variances[place] = max(Float(moved.variance), floor[d])
        }
      }
      let new = Self.weights(
        components.map { Double(weights[$0]) }, components.map { numerator.occupancies[$0] },
        components.map { denominator.occupancies[$0] })
      for (component, weight) in zip(components, new) { weights[component] = Float(weight) }
    }
    return GaussianMixtures(
      width: width, starts: mixtures.starts, weights: weights, means: means, variances: variances)
  }

  private typealias Gaussian = (mean: Double, variance: Double)

  private static func moved(
    _ old: Gaussian, _ sums: (first: Double, second: Double), _ count: Double, _ constant: Double
  ) -> Gaussian {
    let total = count + constant
    let mean = (sums.first + constant * old.mean) / total
    let second = (sums.second + constant * (old.variance + old.mean * old.mean)) / total
    return (mean, second - mean * mean)
  }

  private func isPositive(
    _ old: [Gaussian], _ sums: [(first: Double, second: Double)], _ count: Double,
    _ constant: Double, _ floor: [Float]
  ) -> Bool {
    guard count + constant > 0 else { return false }
    return old.indices.allSatisfy {
      Self.moved(old[$0], sums[$0], count, constant).variance > 0.1 * Double(floor[$0])
    }
  }

  /// Weights that raise Σ n log w - Σ d w / w', where w' are the old ones, by steps that cannot lower it
  /// (equation 4.32).
  private static func weights(
    _ old: [Double], _ numerator: [Double], _ denominator: [Double]
  ) -> [Double] {
    guard old.count > 1, numerator.reduce(0, +) + denominator.reduce(0, +) > fewestFrames else {
      return old
    }
    let ratios = zip(denominator, old).map { $0 / $1 }
    let largest = ratios.max() ?? 0
    var weights = old
    for _ in 0..<100 {
      let raised = weights.indices.map { numerator[$0] + (largest - ratios[$0]) * weights[$0] }
      let sum = raised.reduce(0, +)
      guard sum > 0 else { return old }
      weights = raised.map { max($0 / sum, smallestWeight) }
      let total = weights.reduce(0, +)
      weights = weights.map { $0 / total }
    }
    return weights
  }

  private static let fewestFrames = 10.0
  private static let smallestWeight = 1e-5
}
