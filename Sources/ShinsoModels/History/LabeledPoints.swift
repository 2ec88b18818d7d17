import ShinsoTensor

/// Points of two classes, +1 and -1, for a ``Perceptron``.
public struct LabeledPoints: Sendable, Hashable {
  /// Coordinates of a point.
  public let dimension: Int
  /// `[count, dimension]`, row-major.
  public let values: [Float]
  /// The class of each point: +1 or -1.
  public let labels: [Int]

  public var count: Int { labels.count }

  public init(dimension: Int, values: [Float], labels: [Int]) {
    precondition(
      dimension > 0 && values.count == labels.count * dimension,
      "\(values.count) values for \(labels.count) points of \(dimension) coordinates")
    precondition(labels.allSatisfy { abs($0) == 1 }, "a label is +1 or -1")
    self.dimension = dimension
    self.values = values
    self.labels = labels
  }

  /// The coordinates of a point.
  public subscript(index: Int) -> ArraySlice<Float> {
    values[index * dimension..<(index + 1) * dimension]
  }

  /// Random points that a random plane, the teacher, separates with room on both sides.
  ///
  /// The points are uniform in the cube of side 2. Each is then moved away from the teacher's plane,
  /// so that its margin, as ``NovikoffBound`` measures it, grows by `margin`.
  ///
  /// - Parameter margin: at least 0.
  /// - Returns: the points, and the teacher's weights with the bias last, of length 1.
  public static func separable(
    count: Int, dimension: Int, margin: Double, seed: UInt64
  ) -> (points: LabeledPoints, teacher: [Double]) {
    precondition(margin >= 0, "a margin of \(margin), which must not be negative")
    var generator = SplitMix64(seed: seed)
    func number() -> Double { 2 * generator.unit() - 1 }
    let normal = (0..<dimension).map { _ in number() }
    let square = normal.reduce(0) { $0 + $1 * $1 }
    let bias = 0.25 * square.squareRoot() * number()
    let length = (square + bias * bias).squareRoot()
    let teacher = (normal + [bias]).map { $0 / length }
    var (values, labels) = ([Float](), [Int]())
    for _ in 0..<count {
      let point = (0..<dimension).map { _ in number() }
      let score = zip(point, teacher).reduce(teacher[dimension]) { $0 + $1.0 * $1.1 }
      let label = score > 0 ? 1 : -1
      // The bias's coordinate is always 1, so the other coordinates have to make the way.
      let step = Double(label) * margin * length * length / square
      values += zip(point, teacher).map { Float($0 + step * $1) }
      labels.append(label)
    }
    return (LabeledPoints(dimension: dimension, values: values, labels: labels), teacher)
  }

  /// Points that no plane separates: those of ``separable(count:dimension:margin:seed:)`` without a
  /// margin and with wrong labels. The last point is the first one once more with the other label,
  /// so that it holds for few points too.
  ///
  /// - Parameters:
  ///   - count: at least 2.
  ///   - noise: the probability of a wrong label.
  public static func inseparable(
    count: Int, dimension: Int, noise: Double, seed: UInt64
  ) -> LabeledPoints {
    precondition(count >= 2, "\(count) points can always be separated")
    let (points, _) = separable(count: count - 1, dimension: dimension, margin: 0, seed: seed)
    var generator = SplitMix64(seed, 1)
    let labels = points.labels.map { generator.unit() < noise ? -$0 : $0 }
    return LabeledPoints(
      dimension: dimension, values: points.values + points[0], labels: labels + [-labels[0]])
  }
}
