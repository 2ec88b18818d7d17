import ShinsoTensor

extension Hopfield {
  /// A stored pattern counts as recalled if the net, started from it, rests at an overlap above
  /// this. Where the memory works the theory has an overlap of 0.967 or more; where it fails, the
  /// net drifts away to about 0.35.
  public static let recalledOverlap = 0.95

  /// How well random patterns are held at one load. Every stored pattern is tried; the numbers are
  /// means over the trials.
  public struct CapacityPoint: Sendable, Hashable {
    /// α = P / N
    public let load: Double
    /// P
    public let patterns: Int
    /// The share of the patterns that do not move at all.
    public let stable: Double
    /// The share of the patterns whose overlap stays above ``Hopfield/recalledOverlap``.
    public let recalled: Double
    /// The standard error of ``recalled`` over the trials; 0 for a single trial.
    public let recalledError: Double
    /// The mean overlap of a pattern with the state where the net rests.
    public let overlap: Double
  }

  /// Measures how many patterns the net holds: `P` random patterns are stored, and the net is
  /// started from each of them.
  ///
  /// For a large net the theory has a sharp end at α = 0.138 (Amit, Gutfreund & Sompolinsky, Phys.
  /// Rev. Lett. 55, 1985; 0.144 if replica symmetry is broken, Crisanti et al., Europhys. Lett. 2,
  /// 1986). In a net of finite size the end is a slope around it, which gets steeper as N grows.
  /// ``CapacityPoint/stable`` falls much earlier, at about 1 / (2 ln N), because above that a few
  /// neurons of nearly every pattern flip.
  ///
  /// - Parameters:
  ///   - neurons: 500 or more for a clear slope.
  ///   - loads: in any order; each is rounded to a whole number of patterns, at least 1.
  ///   - trials: nets with patterns of their own.
  ///   - checkForStop: is called after every trial; what it throws ends the measurement.
  /// - Returns: a point for each load, in rising order.
  public static func capacityCurve(
    neurons: Int, loads: [Double], trials: Int, seed: UInt64, checkForStop: () throws -> Void
  ) rethrows -> [CapacityPoint] {
    precondition(trials > 0, "\(trials) trials; at least 1 is needed")
    let counts = loads.sorted().map { max(Int(($0 * Double(neurons)).rounded()), 1) }
    var measured = counts.map { _ in [CapacityTrial]() }
    for trial in 0..<trials {
      var generator = SplitMix64(seed, UInt64(trial))
      var net = Hopfield(neurons: neurons)
      var patterns: [[Int8]] = []
      for (index, count) in counts.enumerated() {
        while patterns.count < count {
          patterns.append(randomPattern(neurons, using: &generator))
          net.store(patterns[patterns.count - 1])
        }
        measured[index].append(CapacityTrial(net, patterns, using: &generator))
      }
      try checkForStop()
    }
    return zip(counts, measured).map { count, trials in
      func mean(_ value: (CapacityTrial) -> Double) -> Double {
        trials.reduce(0) { $0 + value($1) } / Double(trials.count)
      }
      let recalled = mean(\.recalled)
      let variance = mean { ($0.recalled - recalled) * ($0.recalled - recalled) }
      return CapacityPoint(
        load: Double(count) / Double(neurons), patterns: count, stable: mean(\.stable),
        recalled: recalled,
        recalledError: (variance / Double(max(trials.count - 1, 1))).squareRoot(),
        overlap: mean(\.overlap))
    }
  }

  /// The load up to which a share of the patterns is recalled, interpolated between the last point
  /// above the share and the next one; nil if the curve does not cross it.
  ///
  /// - Parameter share: one half is the middle of the slope. Where the slope begins, at about nine
  ///   tenths, a net of 2,000 neurons is already at the theory's 0.138.
  public static func capacity(of curve: [CapacityPoint], recalling share: Double = 0.5) -> Double? {
    guard let last = curve.lastIndex(where: { $0.recalled >= share }), last + 1 < curve.count else {
      return nil
    }
    let (above, below) = (curve[last], curve[last + 1])
    let part = (above.recalled - share) / (above.recalled - below.recalled)
    return above.load + part * (below.load - above.load)
  }
}

/// One net's numbers at one load.
private struct CapacityTrial {
  let stable: Double
  let recalled: Double
  let overlap: Double

  init(_ net: Hopfield, _ patterns: [[Int8]], using generator: inout SplitMix64) {
    var (stable, recalled, sum) = (0, 0, 0.0)
    for pattern in patterns {
      let recall = net.recall(pattern, using: &generator)
      let overlap = Hopfield.overlap(pattern, recall.state)
      sum += overlap
      if recall.flips == 0 { stable += 1 }
      if overlap > Hopfield.recalledOverlap { recalled += 1 }
    }
    let count = Double(patterns.count)
    self.stable = Double(stable) / count
    self.recalled = Double(recalled) / count
    overlap = sum / count
  }
}
