/// A formal neuron: McCulloch & Pitts, "A logical calculus of the ideas immanent in nervous
/// activity", Bulletin of Mathematical Biophysics 5 (1943).
///
/// The unit is on or off. It fires when at least `threshold` of its excitatory connections are
/// active and none of its inhibitory ones is. This is the paper's rule: inhibition is absolute, and
/// one active inhibitory connection silences the unit, however many others excite it. The weighted
/// unit of most textbooks, which fires when a sum of positive and negative weights reaches the
/// threshold, came with Rosenblatt's ``Perceptron``. In both, nothing is learned here: connections
/// and thresholds are fixed.
public struct ThresholdUnit: Sendable, Hashable {
  public let name: String
  /// How many active excitatory connections make the unit fire. A unit with threshold 0 fires unless
  /// it is inhibited.
  public let threshold: Int
  /// Indices of the signals that excite the unit. A signal listed twice counts twice.
  public let excitatory: [Int]
  /// Indices of the signals that silence the unit.
  public let inhibitory: [Int]

  public init(_ name: String, threshold: Int, excitatory: [Int], inhibitory: [Int] = []) {
    precondition(threshold >= 0, "\(name): a threshold of \(threshold), which must not be negative")
    self.name = name
    self.threshold = threshold
    self.excitatory = excitatory
    self.inhibitory = inhibitory
  }

  /// Whether the unit fires on these signals, which its connections index.
  public func fires(on signals: [Bool]) -> Bool {
    if inhibitory.contains(where: { signals[$0] }) { return false }
    return excitatory.count { signals[$0] } >= threshold
  }
}
