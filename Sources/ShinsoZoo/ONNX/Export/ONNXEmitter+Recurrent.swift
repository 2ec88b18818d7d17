import ShinsoNN
import ShinsoTensor

extension ONNXEmitter {
  func recurrent(_ op: any Op, _ inputs: [Graph.Value]) throws -> [String]? {
    switch op {
    // Shinso has the gates input, forget, cell, output; ONNX input, output, forget, cell.
    case is LSTMOp:
      guard inputs.count == 6 else { throw refusal("it takes sequences of different lengths") }
      let size = shape(inputs[1])[1]
      let made = all(
        "LSTM",
        [
          name(of: inputs[0]), gates(inputs[3], [0, 3, 1, 2], size),
          gates(inputs[4], [0, 3, 1, 2], size),
          biases(gates(inputs[5], [0, 3, 1, 2], size, isRow: true), nil, 4 * size), "",
          direction(inputs[1]), direction(inputs[2]),
        ], ["hidden_size": .int(size)], count: 3)
      return [squeezed(made[0], 1), squeezed(made[1], 0), squeezed(made[2], 0)]
    // Shinso has the gates reset, update, new; ONNX update, reset, new.
    case is GRUOp:
      guard inputs.count == 6 else { throw refusal("it takes sequences of different lengths") }
      let size = shape(inputs[1])[1]
      let bias = biases(
        gates(inputs[4], [1, 0, 2], size, isRow: true),
        gates(inputs[5], [1, 0, 2], size, isRow: true), 3 * size)
      let made = all(
        "GRU",
        [
          name(of: inputs[0]), gates(inputs[2], [1, 0, 2], size),
          gates(inputs[3], [1, 0, 2], size), bias, "", direction(inputs[1]),
        ], ["hidden_size": .int(size), "linear_before_reset": .int(1)], count: 1)
      return [squeezed(made[0], 1)]
    default: return nil
    }
  }

  /// A weight with its gates in another order, `[1, gates · size, …]`, or a bias without the first
  /// axis.
  private func gates(
    _ value: Graph.Value, _ order: [Int], _ size: Int, isRow: Bool = false
  ) -> String {
    let rows = order.flatMap { gate in (0..<size).map { gate * size + $0 } }
    let moved = add("Gather", [name(of: value), integers(rows)], ["axis": .int(0)])
    return isRow ? moved : add("Unsqueeze", [moved, integers([0])])
  }

  /// Those of input and state side by side, `[1, 2 · count]`.
  private func biases(_ input: String, _ hidden: String?, _ count: Int) -> String {
    let other = hidden ?? constant(.zeros([count]))
    return add("Unsqueeze", [add("Concat", [input, other], ["axis": .int(0)]), integers([0])])
  }

  private func direction(_ value: Graph.Value) -> String {
    add("Unsqueeze", [name(of: value), integers([0])])
  }

  private func squeezed(_ x: String, _ axis: Int) -> String {
    add("Squeeze", [x, integers([axis])])
  }
}
