import ShinsoTensor

/// The perceptron: Rosenblatt, "The perceptron: a probabilistic model for information storage and
/// organization in the brain", Psychological Review 65 (1958), after his report of 1957.
///
/// This is the part that learns, a weighted sum and a threshold, with the error-correction rule: a
/// point `x` of class `y` (+1 or -1) on the wrong side adds `y · x` to the weights. Rosenblatt's
/// machine had a layer of fixed random connections before it, which is left out. The bias is the
/// weight of one more coordinate that is always 1.
public struct Perceptron: Sendable, Hashable {
  /// One weight a coordinate, then the bias.
  public private(set) var weights: [Double]

  /// All weights 0, as Novikoff's theorem needs it.
  public init(dimension: Int) {
    precondition(dimension > 0, "a perceptron of \(dimension) inputs")
    weights = [Double](repeating: 0, count: dimension + 1)
  }

  /// - Parameter weights: one a coordinate, then the bias.
  public init(weights: [Double]) {
    precondition(weights.count > 1, "a perceptron of \(weights.count - 1) inputs")
    self.weights = weights
  }

  public var dimension: Int { weights.count - 1 }

  /// The weighted sum with the bias. Its sign is the class.
  public func score(_ point: some Collection<Float>) -> Double {
    precondition(
      point.count == dimension, "\(point.count) coordinates for a perceptron of \(dimension)")
    return zip(point, weights).reduce(weights[dimension]) { $0 + Double($1.0) * $1.1 }
  }

  /// How many points lie on the wrong side, or on the plane itself.
  public func errors(on points: LabeledPoints) -> Int {
    points.signedScores(weights).count { $0 <= 0 }
  }

  /// Shows every point once, in an order that `generator` draws, and corrects each mistake at once.
  ///
  /// - Returns: the number of mistakes.
  public mutating func learn(
    _ points: LabeledPoints, using generator: inout SplitMix64
  ) -> Int {
    precondition(
      points.dimension == dimension,
      "points of \(points.dimension) coordinates for a perceptron of \(dimension)")
    var order = Array(points.labels.indices)
    order.seededShuffle(using: &generator)
    let dimension = dimension
    return weights.withUnsafeMutableBufferPointer { weights in
      points.values.withUnsafeBufferPointer { values in
        var mistakes = 0
        for index in order {
          let label = Double(points.labels[index])
          let point = UnsafeBufferPointer(
            rebasing: values[index * dimension..<(index + 1) * dimension])
          var score = weights[dimension]
          for i in 0..<dimension { score += Double(point[i]) * weights[i] }
          if label * score > 0 { continue }
          mistakes += 1
          for i in 0..<dimension { weights[i] += label * Double(point[i]) }
          weights[dimension] += label
        }
        return mistakes
      }
    }
  }

  /// Shows the points over and over until an epoch passes without a mistake.
  ///
  /// - Parameters:
  ///   - maximumEpochs: where to stop; points that no plane separates would go on forever.
  ///   - seed: the order of the points in each epoch.
  /// - Returns: the mistakes of each epoch. The last one is 0 if, and only if, the points are
  ///   separated.
  public mutating func train(
    on points: LabeledPoints, maximumEpochs: Int = 1000, seed: UInt64
  ) -> PerceptronTraining {
    var generator = SplitMix64(seed: seed)
    var mistakes: [Int] = []
    while mistakes.count < maximumEpochs && mistakes.last != 0 {
      mistakes.append(learn(points, using: &generator))
    }
    return PerceptronTraining(mistakes: mistakes)
  }
}

extension LabeledPoints {
  /// `y · (w · x + b)` of every point: positive on the right side. `weights` has the bias last.
  func signedScores(_ weights: [Double]) -> [Double] {
    precondition(
      weights.count == dimension + 1,
      "\(weights.count) weights for points of \(dimension) coordinates and a bias")
    return values.withUnsafeBufferPointer { values in
      weights.withUnsafeBufferPointer { weights in
        labels.enumerated().map { index, label in
          var score = weights[dimension]
          let start = index * dimension
          for i in 0..<dimension { score += Double(values[start + i]) * weights[i] }
          return Double(label) * score
        }
      }
    }
  }
}
