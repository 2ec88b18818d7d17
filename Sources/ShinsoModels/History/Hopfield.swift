import ShinsoTensor

/// An associative memory: Hopfield, "Neural networks and physical systems with emergent collective
/// computational abilities", PNAS 79 (1982).
///
/// Patterns and states are +1 and -1 (the paper writes 1 and 0, which is the same net with other
/// thresholds). The Hebb rule stores `P` patterns at once: `w[i][j] = (1/N) Σ ξ[i] ξ[j]`, with
/// `w[i][i] = 0`. The weights are kept as whole numbers, without the factor 1/N, so that fields and
/// energies are exact, and "stable" and "never rises" are statements about the net and not about
/// rounding.
public struct Hopfield: Sendable {
  /// N
  public let neurons: Int
  /// P
  public private(set) var patternCount = 0
  /// `N · w`, `[neurons, neurons]`, row-major and symmetric.
  private(set) var sums: [Int16]

  /// A net that knows no pattern.
  public init(neurons: Int) {
    precondition(
      (1...16384).contains(neurons), "a Hopfield net of \(neurons) neurons; 1 to 16384 are possible"
    )
    self.neurons = neurons
    sums = [Int16](repeating: 0, count: neurons * neurons)
  }

  /// A net that knows `patterns`: one or more of the same length.
  public init(storing patterns: [[Int8]]) {
    precondition(!patterns.isEmpty, "a Hopfield net is made for at least one pattern")
    self.init(neurons: patterns[0].count)
    for pattern in patterns { store(pattern) }
  }

  /// Adds a pattern of +1 and -1 to the weights. Takes O(N²).
  public mutating func store(_ pattern: [Int8]) {
    check(pattern)
    precondition(
      patternCount < Int(Int16.max), "a Hopfield net holds \(Int16.max) patterns at most")
    patternCount += 1
    let neurons = neurons
    let values = pattern.map(Int16.init)
    sums.withUnsafeMutableBufferPointer { sums in
      values.withUnsafeBufferPointer { values in
        for i in 0..<neurons {
          let row = UnsafeMutableBufferPointer(rebasing: sums[i * neurons..<(i + 1) * neurons])
          let value = values[i]
          for j in 0..<neurons { row[j] &+= value &* values[j] }
          row[i] = 0
        }
      }
    }
  }

  /// The weights, `[neurons, neurons]`: symmetric, 0 on the diagonal.
  public var weights: Tensor {
    Tensor(sums.map { Float($0) / Float(neurons) }, shape: [neurons, neurons])
  }

  /// `N · Σ_j w[i][j] s[j]` of every neuron.
  func fields(of state: [Int8]) -> [Int32] {
    check(state)
    let neurons = neurons
    let values = state.map(Int16.init)
    return sums.withUnsafeBufferPointer { sums in
      values.withUnsafeBufferPointer { values in
        (0..<neurons).map { i in
          let row = UnsafeBufferPointer(rebasing: sums[i * neurons..<(i + 1) * neurons])
          var field: Int32 = 0
          for j in 0..<neurons { field &+= Int32(row[j]) &* Int32(values[j]) }
          return field
        }
      }
    }
  }

  /// `-½ Σ s[i] w[i][j] s[j]`: the paper's energy.
  public func energy(of state: [Int8]) -> Double {
    Double(wholeEnergy(state, fields(of: state))) / Double(neurons)
  }

  /// The energy times N, a whole number: every pair of neurons is counted twice and then halved.
  func wholeEnergy(_ state: [Int8], _ fields: [Int32]) -> Int {
    -zip(state, fields).reduce(0) { $0 + Int($1.0) * Int($1.1) } / 2
  }

  /// Whether no neuron wants to flip.
  public func isStable(_ state: [Int8]) -> Bool {
    zip(state, fields(of: state)).allSatisfy { Int32($0) &* $1 >= 0 }
  }

  /// `m = (1/N) Σ a[i] b[i]`: 1 for equal states, -1 for opposite ones, about 0 for unrelated ones.
  public static func overlap(_ a: [Int8], _ b: [Int8]) -> Double {
    precondition(a.count == b.count, "states of \(a.count) and \(b.count) neurons")
    return Double(zip(a, b).reduce(0) { $0 + Int($1.0) * Int($1.1) }) / Double(a.count)
  }

  func check(_ state: [Int8]) {
    precondition(
      state.count == neurons, "a state of \(state.count) neurons for a net of \(neurons)")
    precondition(state.allSatisfy { abs($0) == 1 }, "a state consists of +1 and -1")
  }
}
