import ShinsoTensor

/// How well single numbers of pictures tell each class from all others, above or below a threshold: Le et
/// al., "Building high-level features using large scale unsupervised learning", ICML 2012.
/// Thresholds divide the span of a number into twenty. One half of the pictures chooses threshold and side;
/// the other tells how good they are.
struct Detectors {
  struct Detector {
    let unit: Int
    let threshold: Float
    let isAbove: Bool
    /// The mean of the parts of the class and of all others that are told right, on the half that chose and
    /// on the other.
    let chosen: Double
    let accuracy: Double
  }

  private static let bins = 20

  private let classCount: Int
  private let unitCount: Int
  private let lowest: [Float]
  private let widths: [Float]
  /// Pictures by unit, bin and class; both halves side by side.
  private let counts: [SIMD2<Double>]
  /// Pictures of all classes by unit and bin.
  private let totals: [SIMD2<Double>]
  /// Pictures by class.
  private let members: [SIMD2<Double>]

  /// - Parameter values: `[N, units]`, finite.
  init(_ values: Tensor, labels: [Int], classCount: Int) {
    let (unitCount, bins) = (values.shape[1], Self.bins)
    let halves = Self.halves(labels, classCount: classCount)
    let numbers = values.scalars(as: Float.self)
    var (lowest, highest) = (
      [Float](repeating: .infinity, count: unitCount),
      [Float](repeating: -.infinity, count: unitCount)
    )
    for (picture, half) in halves.enumerated() where half == 0 {
      for unit in 0..<unitCount {
        let value = numbers[picture * unitCount + unit]
        lowest[unit] = min(lowest[unit], value)
        highest[unit] = max(highest[unit], value)
      }
    }
    let widths = zip(lowest, highest).map {
      max(($1 - $0) / Float(bins), .leastNormalMagnitude)
    }
    var counts = [SIMD2<Double>](repeating: .zero, count: unitCount * bins * classCount)
    var totals = [SIMD2<Double>](repeating: .zero, count: unitCount * bins)
    var members = [SIMD2<Double>](repeating: .zero, count: classCount)
    for (picture, half) in halves.enumerated() {
      let label = labels[picture]
      members[label][half] += 1
      for unit in 0..<unitCount {
        let place = (numbers[picture * unitCount + unit] - lowest[unit]) / widths[unit]
        let bin = Int(min(max(place, 0), Float(bins - 1)))
        counts[(unit * bins + bin) * classCount + label][half] += 1
        totals[unit * bins + bin][half] += 1
      }
    }
    self.classCount = classCount
    self.unitCount = unitCount
    self.lowest = lowest
    self.widths = widths
    self.counts = counts
    self.totals = totals
    self.members = members
  }

  /// Every second picture of each class belongs to the other half.
  static func halves(_ labels: [Int], classCount: Int) -> [Int] {
    var seen = [Int](repeating: 0, count: classCount)
    return labels.map { label in
      seen[label] += 1
      return 1 - seen[label] % 2
    }
  }

  /// The detector whose unit is best on the half that chooses.
  func best(for label: Int) -> Detector? {
    (0..<unitCount).map { detector($0, label) }.max { $0.chosen < $1.chosen }
  }

  /// The greatest accuracy of any unit on the half that does not choose.
  func greatestAccuracy(for label: Int) -> Double {
    (0..<unitCount).map { detector($0, label).accuracy }.max() ?? 0
  }

  private func detector(_ unit: Int, _ label: Int) -> Detector {
    let all = members.reduce(.zero, +)
    var (inside, outside) = (SIMD2<Double>.zero, SIMD2<Double>.zero)
    var best = Detector(
      unit: unit, threshold: lowest[unit], isAbove: true, chosen: 0.5, accuracy: 0.5)
    for bin in (1..<Self.bins).reversed() {
      let place = unit * Self.bins + bin
      let own = counts[place * classCount + label]
      inside += own
      outside += totals[place] - own
      let (right, wrong) = (inside / members[label], outside / (all - members[label]))
      let above = 0.5 + (right - wrong) * 0.5
      for isAbove in [true, false] {
        let accuracy = isAbove ? above : 1 - above
        if accuracy[0] > best.chosen {
          best = Detector(
            unit: unit, threshold: lowest[unit] + Float(bin) * widths[unit], isAbove: isAbove,
            chosen: accuracy[0], accuracy: accuracy[1])
        }
      }
    }
    return best
  }
}
