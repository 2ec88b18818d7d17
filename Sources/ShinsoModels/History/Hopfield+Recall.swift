import ShinsoTensor

extension Hopfield {
  /// What became of a state.
  public struct Recall: Sendable, Hashable {
    /// Where the net came to rest: no neuron wants to flip.
    public let state: [Int8]
    /// The energy at the start and after every flip.
    public let energies: [Double]
    /// How often all neurons were looked at; in the last time none flipped.
    public let sweeps: Int

    public var flips: Int { energies.count - 1 }
  }

  /// Lets the net run from `start` until it is stable.
  ///
  /// The neurons are updated one at a time, each as the others stand at that moment. Each takes the
  /// sign of its field and stays as it is where the field is 0. A sweep goes through all neurons in
  /// a new order; Hopfield's neurons act at random moments, which comes to the same. Every flip
  /// lowers the energy, so the net always comes to rest. A flip takes O(N), the start O(N²).
  public func recall(_ start: [Int8], using generator: inout SplitMix64) -> Recall {
    var state = start
    var fields = fields(of: start)
    var energy = wholeEnergy(start, fields)
    var energies = [Double(energy) / Double(neurons)]
    var order = Array(0..<neurons)
    var sweeps = 0
    var isStable = false
    while !isStable {
      isStable = true
      sweeps += 1
      order.seededShuffle(using: &generator)
      for neuron in order where Int32(state[neuron]) &* fields[neuron] < 0 {
        isStable = false
        energy += 2 * Int(state[neuron]) * Int(fields[neuron])
        energies.append(Double(energy) / Double(neurons))
        state[neuron].negate()
        add(2 * Int32(state[neuron]), neuron, to: &fields)
      }
    }
    return Recall(state: state, energies: energies, sweeps: sweeps)
  }

  /// Adds `change` times the weights of a neuron, which are its row and its column alike.
  private func add(_ change: Int32, _ neuron: Int, to fields: inout [Int32]) {
    let neurons = neurons
    sums.withUnsafeBufferPointer { sums in
      fields.withUnsafeMutableBufferPointer { fields in
        let row = UnsafeBufferPointer(rebasing: sums[neuron * neurons..<(neuron + 1) * neurons])
        for j in 0..<neurons { fields[j] &+= change &* Int32(row[j]) }
      }
    }
  }

  /// A pattern of +1 and -1, each equally likely.
  public static func randomPattern(_ neurons: Int, using generator: inout SplitMix64) -> [Int8] {
    (0..<neurons).map { _ in generator.next() >> 63 == 0 ? 1 : -1 }
  }

  /// The pattern with a share of its neurons, drawn by `generator`, flipped.
  ///
  /// - Parameter share: 0 to 1, rounded to whole neurons.
  public static func noisy(
    _ pattern: [Int8], share: Double, using generator: inout SplitMix64
  ) -> [Int8] {
    precondition((0...1).contains(share), "a share of \(share) flipped neurons; 0 to 1 is possible")
    var order = Array(pattern.indices)
    order.seededShuffle(using: &generator)
    var pattern = pattern
    for neuron in order.prefix(Int((share * Double(pattern.count)).rounded())) {
      pattern[neuron].negate()
    }
    return pattern
  }
}
