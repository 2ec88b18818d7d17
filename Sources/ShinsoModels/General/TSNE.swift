import Foundation
import ShinsoTensor

/// A plane on which points that are near each other stay near: van der Maaten & Hinton, "Visualizing
/// data using t-SNE", JMLR 9, 2008. Exact: memory and time grow with the square of the points.
public struct TSNE: Sendable {
  /// Roughly how many neighbors a point has.
  public var perplexity = 30.0
  public var steps = 1000
  public var seed: UInt64 = 1

  public init() {}

  /// - Parameters:
  ///   - points: `[N, D]`.
  ///   - report: called with the number of steps done.
  public func layout(
    _ points: Tensor, report: (Int) -> Void = { _ in }
  ) -> [(x: Double, y: Double)] {
    let count = points.shape[0]
    if count < 2 { return [(x: Double, y: Double)](repeating: (0, 0), count: count) }
    let affinities = Self.affinities(points, perplexity: min(perplexity, Double(count - 1) / 3))
    var generator = SplitMix64(seed: seed)
    var places = (0..<2 * count).map { _ in
      (Double(generator.next() >> 11) * 0x1p-53 - 0.5) * 2e-4
    }
    var speed = [Double](repeating: 0, count: 2 * count)
    var gains = [Double](repeating: 1, count: 2 * count)
    // As in the authors' program, with the rate of Belkina et al., Nature Communications 10, 2019.
    let rate = max(Double(count) / 12 / 4, 10)
    var kernels = [Double](repeating: 0, count: count * count)
    for step in 0..<steps {
      let early = step < 250
      let slope = Self.slope(places, affinities, early ? 12 : 1, &kernels)
      for k in slope.indices {
        let turns = (slope[k] > 0) == (speed[k] > 0)
        gains[k] = turns ? max(gains[k] * 0.8, 0.01) : gains[k] + 0.2
        speed[k] = (early ? 0.5 : 0.8) * speed[k] - rate * gains[k] * slope[k]
        places[k] += speed[k]
      }
      report(step + 1)
    }
    return (0..<count).map { (places[2 * $0], places[2 * $0 + 1]) }
  }

  /// The derivative of the divergence by each coordinate (equation 5).
  ///
  /// - Parameter kernels: room for them, so that it need not be made in each step.
  private static func slope(
    _ places: [Double], _ affinities: [Double], _ exaggeration: Double,
    _ kernels: inout [Double]
  ) -> [Double] {
    let count = places.count / 2
    var sum = 0.0
    for i in 0..<count {
      for j in 0..<i {
        let (dx, dy) = (places[2 * i] - places[2 * j], places[2 * i + 1] - places[2 * j + 1])
        let kernel = 1 / (1 + dx * dx + dy * dy)
        kernels[i * count + j] = kernel
        sum += 2 * kernel
      }
    }
    var slope = [Double](repeating: 0, count: 2 * count)
    for i in 0..<count {
      for j in 0..<i {
        let kernel = kernels[i * count + j]
        let pull = 4 * kernel * (exaggeration * affinities[i * count + j] - kernel / sum)
        for axis in 0..<2 {
          let force = pull * (places[2 * i + axis] - places[2 * j + axis])
          slope[2 * i + axis] += force
          slope[2 * j + axis] -= force
        }
      }
    }
    return slope
  }

  /// The symmetric probabilities of being neighbors (section 2 and 3.1): each point's Gaussian has
  /// the width at which its entropy is the logarithm of the perplexity.
  private static func affinities(_ points: Tensor, perplexity: Double) -> [Double] {
    let (count, width) = (points.shape[0], points.shape[1])
    let values = points.scalars(as: Float.self)
    var result = [Double](repeating: 0, count: count * count)
    for i in 0..<count {
      let squares = (0..<count).map { j in
        (0..<width).reduce(0.0) { sum, d in
          let difference = Double(values[i * width + d] - values[j * width + d])
          return sum + difference * difference
        }
      }
      let shares = neighborShares(of: i, squares, entropy: log(perplexity))
      for j in 0..<count {
        result[i * count + j] += shares[j] / Double(2 * count)
        result[j * count + i] += shares[j] / Double(2 * count)
      }
    }
    return result
  }

  private static func neighborShares(
    of point: Int, _ squares: [Double], entropy wanted: Double
  ) -> [Double] {
    var (precision, low, high) = (1.0, 0.0, Double.infinity)
    var shares = squares
    let least = squares.indices.filter { $0 != point }.map { squares[$0] }.min() ?? 0
    for _ in 0..<64 {
      shares = squares.enumerated().map { j, square in
        j == point ? 0 : exp(-precision * (square - least))
      }
      let sum = shares.reduce(0, +)
      shares = shares.map { $0 / sum }
      let entropy = -shares.reduce(0.0) { $0 + ($1 > 0 ? $1 * log($1) : 0) }
      if abs(entropy - wanted) < 1e-5 { break }
      if entropy > wanted {
        low = precision
        precision = high.isFinite ? (low + high) / 2 : precision * 2
      } else {
        high = precision
        precision = (low + high) / 2
      }
    }
    return shares
  }
}
