import ShinsoNN
import ShinsoTensor

extension NeocognitronStage {
  /// Learns without a teacher, winner takes all, one pattern after the other. Of the cells of all planes
  /// around a place, the one that answers most is a candidate; of a plane's candidates, the one that
  /// answers most represents the plane and learns what it sees: `Δa = q·c·u`, `Δb = q/2 · v` (the paper's
  /// equations 11 and 12). What no plane has learned yet goes to one that has not learned anything.
  ///
  /// Departure: the squares of places whose cells compete do not overlap.
  public struct Learner {
    private let stage: NeocognitronStage
    private var weight: [Float]
    private var inhibition: [Float]
    private let falloff: [Float]
    /// How often each plane has learned.
    public private(set) var wins: [Int]

    public init(_ stage: NeocognitronStage) {
      self.stage = stage
      weight = stage.weight.detached.scalars()
      inhibition = stage.inhibition.detached.scalars()
      falloff = stage.falloff.scalars()
      wins = [Int](repeating: 0, count: stage.form.planes)
    }

    /// - Parameters:
    ///   - x: `[inputs, H, W]`.
    ///   - column: the side of the squares of places whose cells compete.
    public mutating func learn(_ x: Tensor, column: Int) {
      let input = x.unsqueezed(0)
      let (cells, total) = withoutGradients {
        (stage.simple(input).scalars(), stage.totalInput(input).scalars())
      }
      let size = (height: x.shape[1], width: x.shape[2])
      let values = x.scalars()
      for (plane, place) in representatives(cells, size, column) {
        learn(plane, place, values, size, total[place])
      }
      stage.weight.assign(Tensor(weight, shape: stage.weight.shape))
      stage.inhibition.assign(Tensor(inhibition))
    }

    /// The place of each plane that has a representative, in the order of the planes.
    private func representatives(
      _ cells: [Float], _ size: (height: Int, width: Int), _ column: Int
    ) -> [(plane: Int, place: Int)] {
      let area = size.height * size.width
      var best = [Int?](repeating: nil, count: stage.form.planes)
      for top in stride(from: 0, to: size.height, by: column) {
        for left in stride(from: 0, to: size.width, by: column) {
          var (most, winner) = (Float(0), 0)
          for plane in 0..<stage.form.planes {
            for y in top..<min(top + column, size.height) {
              for x in left..<min(left + column, size.width) {
                let cell = plane * area + y * size.width + x
                if cells[cell] > most { (most, winner) = (cells[cell], cell) }
              }
            }
          }
          guard most > 0 else { continue }
          let (plane, place) = (winner / area, winner % area)
          if let former = best[plane], cells[plane * area + former] >= most { continue }
          best[plane] = place
        }
      }
      return best.enumerated().compactMap { plane, place in place.map { (plane, $0) } }
    }

    private mutating func learn(
      _ plane: Int, _ place: Int, _ values: [Float], _ size: (height: Int, width: Int),
      _ total: Float
    ) {
      let (side, amount) = (stage.form.window, Float(stage.form.amount))
      let (top, left) = (place / size.width - side / 2, place % size.width - side / 2)
      for input in 0..<stage.form.inputs {
        for dy in 0..<side where (0..<size.height).contains(top + dy) {
          for dx in 0..<side where (0..<size.width).contains(left + dx) {
            let value = values[(input * size.height + top + dy) * size.width + left + dx]
            let offset = (input * side + dy) * side + dx
            weight[plane * stage.form.inputs * side * side + offset] +=
              amount * falloff[offset] * value
          }
        }
      }
      inhibition[plane] += amount / 2 * total
      wins[plane] += 1
    }
  }

  /// Random weights in place of learned ones, for comparison. Each plane's inhibition is such that
  /// `activity` of its cells fire on `patterns` `[N, inputs, H, W]`.
  public func randomize(on patterns: Tensor, activity: Double, key: RandomKey) {
    let random = patterns.device.backend.uniform(weight.shape, lower: 0, upper: 1, key: key)
    weight.assign(random * falloff * form.amount)
    // A cell fires where e / v exceeds 2r / (1 + r) · b.
    let ratios = withoutGradients { excitation(patterns) / (totalInput(patterns) + 1e-6) }
    let r = Float(form.selectivity)
    let thresholds = (0..<form.planes).map { plane -> Float in
      let sorted = ratios.sliced(axis: 1, from: plane, to: plane + 1).scalars().sorted()
      let place = Int(Double(sorted.count) * (1 - activity))
      return sorted[min(max(place, 0), sorted.count - 1)] * (1 + r) / (2 * r)
    }
    inhibition.assign(Tensor(thresholds))
  }
}
