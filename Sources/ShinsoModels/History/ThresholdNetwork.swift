/// Formal neurons without a cycle. Unit `k` sees the inputs and the units before it; the last unit
/// is the output.
///
/// In the paper a signal takes one step of time to pass a unit. The inputs here stay the same, so
/// the outputs are those that the paper's net has after as many steps as it has layers.
public struct ThresholdNetwork: Sendable, Hashable {
  public let inputNames: [String]
  public let units: [ThresholdUnit]

  /// - Parameter units: at least one; each may connect to the inputs, with the indices
  ///   `0..<inputNames.count`, and to the units before it, which follow.
  public init(inputs inputNames: [String], units: [ThresholdUnit]) {
    precondition(!units.isEmpty, "a threshold network needs at least one unit")
    for (index, unit) in units.enumerated() {
      let signals = 0..<inputNames.count + index
      precondition(
        (unit.excitatory + unit.inhibitory).allSatisfy(signals.contains),
        "\(unit.name) may connect to the signals \(signals) only")
    }
    self.inputNames = inputNames
    self.units = units
  }

  /// The name of the last unit.
  public var name: String { units[units.count - 1].name }

  /// The inputs followed by what each unit answers.
  public func signals(for inputs: [Bool]) -> [Bool] {
    precondition(
      inputs.count == inputNames.count,
      "\(name) has \(inputNames.count) inputs, not \(inputs.count)")
    return units.reduce(into: inputs) { signals, unit in signals.append(unit.fires(on: signals)) }
  }

  /// Whether the last unit fires.
  public func output(for inputs: [Bool]) -> Bool {
    let signals = signals(for: inputs)
    return signals[signals.count - 1]
  }

  /// A line of text for each unit: its threshold and its connections by name.
  public var lines: [String] {
    let names = inputNames + units.map(\.name)
    func list(_ kind: String, _ indices: [Int]) -> String {
      indices.isEmpty ? "" : ", \(kind) by " + indices.map { names[$0] }.joined(separator: ", ")
    }
    return units.map { unit in
      "\(unit.name): threshold \(unit.threshold)" + list("excited", unit.excitatory)
        + list("inhibited", unit.inhibitory)
    }
  }
}

extension ThresholdNetwork {
  /// Fires when both inputs are on.
  public static let and = ThresholdNetwork(
    inputs: ["a", "b"], units: [ThresholdUnit("AND", threshold: 2, excitatory: [0, 1])])

  /// Fires when at least one input is on.
  public static let or = ThresholdNetwork(
    inputs: ["a", "b"], units: [ThresholdUnit("OR", threshold: 1, excitatory: [0, 1])])

  /// Fires when its input is off. The threshold of 0 is Minsky's (1967); the paper's figure 1d has
  /// "one, but not the other", of which this is the case where the one is always on.
  public static let not = ThresholdNetwork(
    inputs: ["a"],
    units: [ThresholdUnit("NOT", threshold: 0, excitatory: [], inhibitory: [0])])

  /// Fires when exactly one input is on, which no single unit can do: two units for "one, but not
  /// the other" and an OR of them.
  public static let xor = ThresholdNetwork(
    inputs: ["a", "b"],
    units: [
      ThresholdUnit("a&~b", threshold: 1, excitatory: [0], inhibitory: [1]),
      ThresholdUnit("b&~a", threshold: 1, excitatory: [1], inhibitory: [0]),
      ThresholdUnit("XOR", threshold: 1, excitatory: [2, 3]),
    ])
}
