import Foundation

/// The mean of each pixel's neighborhood, weighted by a Gaussian.
struct NeighborhoodMeanOp: Op, AxisMappedOp {
  var size: Int
  var standardDeviation: Double

  var name: OpName { "neighborhoodMean" }

  func maps(for shape: Shape) throws(OpError) -> [(axis: Int, map: AxisMap)] {
    try require(size % 2 == 1 && size > 0, "the size \(size) must be odd")
    try require(standardDeviation > 0, "the deviation \(standardDeviation) must be positive")
    return [2, 3].map { axis in
      (
        axis,
        AxisMap(
          size: shape[axis],
          (0..<shape[axis]).map { place -> [(column: Int, weight: Double)] in
            let reach = max(place - size / 2, 0)...min(place + size / 2, shape[axis] - 1)
            let weights = reach.map { gaussian(Double($0 - place)) }
            let sum = weights.reduce(0, +)
            return zip(reach, weights).map { ($0, $1 / sum) }
          })
      )
    }
  }

  private func gaussian(_ distance: Double) -> Double {
    exp(-distance * distance / (2 * standardDeviation * standardDeviation))
  }
}
