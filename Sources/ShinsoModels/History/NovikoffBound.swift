/// The most mistakes that a ``Perceptron`` can make on points that a plane separates, in any order
/// and however often they are shown: Novikoff, "On convergence proofs on perceptrons", Symposium on
/// the Mathematical Theory of Automata (1962).
///
/// The bias counts as a coordinate that is always 1, so it is part of the radius and of the plane's
/// normal vector.
public struct NovikoffBound: Sendable, Hashable {
  /// R: the length of the longest point, with its coordinate 1 for the bias.
  public let radius: Double
  /// γ: how far inside its half-space the nearest point lies, for a separating vector of length 1.
  public let margin: Double

  /// (R / γ)²
  public var mistakes: Double { (radius / margin) * (radius / margin) }

  /// Measures the radius and the margin.
  ///
  /// - Parameter separator: the weights of a plane, with the bias last. Its length plays no part.
  /// - Returns: nil if the plane does not separate the points.
  public init?(_ points: LabeledPoints, separator: [Double]) {
    guard let margin = Self.margin(of: separator, points.signedScores(separator)) else {
      return nil
    }
    radius = Self.radius(of: points)
    self.margin = margin
  }

  private init(radius: Double, margin: Double) {
    self.radius = radius
    self.margin = margin
  }

  /// The least bound that is found: any separating vector gives a bound, and the one with the
  /// largest margin gives the least. MinOver looks for it, which corrects the worst point of all in
  /// every step (Krauth & Mézard, "Learning algorithms with optimal stability in neural networks",
  /// J. Phys. A 20, 1987).
  ///
  /// - Parameters:
  ///   - separator: a vector to begin with, such as the teacher's or a trained perceptron's.
  ///   - steps: each takes as long as an epoch of the perceptron.
  /// - Returns: nil if neither `separator` nor a vector that was found separates the points.
  public static func least(
    for points: LabeledPoints, from separator: [Double], steps: Int = 1000
  ) -> NovikoffBound? {
    var weights = [Double](repeating: 0, count: points.dimension + 1)
    var best = margin(of: separator, points.signedScores(separator))
    for _ in 0..<steps {
      let scores = points.signedScores(weights)
      if let found = margin(of: weights, scores) { best = max(best ?? 0, found) }
      guard let worst = scores.indices.min(by: { scores[$0] < scores[$1] }) else { break }
      let label = Double(points.labels[worst])
      for (i, value) in points[worst].enumerated() { weights[i] += label * Double(value) }
      weights[points.dimension] += label
    }
    return best.map { NovikoffBound(radius: radius(of: points), margin: $0) }
  }

  private static func radius(of points: LabeledPoints) -> Double {
    let squares = points.labels.indices.map { index in
      points[index].reduce(1) { $0 + Double($1) * Double($1) }
    }
    return (squares.max() ?? 0).squareRoot()
  }

  /// The least of the scores in units of the weights' length, or nil if it is not positive.
  private static func margin(of weights: [Double], _ scores: [Double]) -> Double? {
    guard let least = scores.min(), least > 0 else { return nil }
    return least / weights.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }
}
