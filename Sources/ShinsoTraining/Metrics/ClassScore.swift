/// How well one class was recognized.
public struct ClassScore: Sendable, Hashable, Encodable {
  public let name: String
  /// The number of samples in the class.
  public let samples: Int
  /// The number of samples assigned to the class.
  public let predicted: Int
  /// The number of samples in the class that were assigned to it.
  public let right: Int

  public init(name: String, samples: Int, predicted: Int, right: Int) {
    self.name = name
    self.samples = samples
    self.predicted = predicted
    self.right = right
  }

  /// The fraction of the samples assigned to the class that belong to it; 0 if none were assigned.
  public var precision: Double { predicted == 0 ? 0 : Double(right) / Double(predicted) }

  /// The fraction of the class that was recognized; 0 if it has no samples.
  public var recall: Double { samples == 0 ? 0 : Double(right) / Double(samples) }

  /// The harmonic mean of precision and recall.
  public var f1: Double {
    samples + predicted == 0 ? 0 : 2 * Double(right) / Double(samples + predicted)
  }

  private enum CodingKeys: String, CodingKey { case name, samples, precision, recall, f1 }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(name, forKey: .name)
    try values.encode(samples, forKey: .samples)
    try values.encode(precision, forKey: .precision)
    try values.encode(recall, forKey: .recall)
    try values.encode(f1, forKey: .f1)
  }
}

/// Means over the classes that have samples, those of scikit-learn's `average="macro"` and
/// `zero_division=0` for them as `labels`: of a class without samples nothing can be recognized.
extension Sequence<ClassScore> {
  public var macroPrecision: Double { mean(\.precision) }
  public var macroRecall: Double { mean(\.recall) }
  public var macroF1: Double { mean(\.f1) }

  private func mean(_ value: (ClassScore) -> Double) -> Double {
    let present = filter { $0.samples > 0 }
    return present.isEmpty ? 0 : present.reduce(0) { $0 + value($1) } / Double(present.count)
  }
}
