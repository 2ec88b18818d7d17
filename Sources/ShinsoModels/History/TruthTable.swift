/// What a threshold network answers for every combination of its inputs.
public struct TruthTable: Sendable, Hashable {
  public struct Row: Sendable, Hashable {
    public let inputs: [Bool]
    /// What each unit answers; the last one is the output.
    public let units: [Bool]

    public var output: Bool { units[units.count - 1] }
  }

  public let inputNames: [String]
  public let unitNames: [String]
  /// In the order of binary numbers, the first input being the highest digit.
  public let rows: [Row]

  /// Runs the network on all `2^inputs` combinations.
  public init(of network: ThresholdNetwork) {
    let count = network.inputNames.count
    precondition(count <= 16, "a truth table of \(count) inputs has too many rows")
    inputNames = network.inputNames
    unitNames = network.units.map(\.name)
    rows = (0..<1 << count).map { number in
      let inputs = (0..<count).map { number >> (count - 1 - $0) & 1 == 1 }
      return Row(inputs: inputs, units: Array(network.signals(for: inputs).dropFirst(count)))
    }
  }

  /// The table as text: a line of names, then a line of 0 and 1 for each row.
  public var lines: [String] {
    let names = inputNames + unitNames
    func line(_ cells: [String]) -> String {
      let padded = zip(cells, names).map { cell, name in
        String(repeating: " ", count: name.count - cell.count) + cell
      }
      return padded[..<inputNames.count].joined(separator: "  ") + " | "
        + padded[inputNames.count...].joined(separator: "  ")
    }
    return [line(names)] + rows.map { line(($0.inputs + $0.units).map { $0 ? "1" : "0" }) }
  }
}
