import ShinsoTensor

/// Stacked layers of cells, in one direction or in both.
struct RecurrentStack<Cell: RecurrentCell> {
  let layers: [Cell]
  /// The backward cells, one for each layer, or none.
  let reversed: [Cell]
  /// The dropout between layers; nil for none.
  let dropout: Dropout?

  var cellCount: Int { layers.count + reversed.count }

  /// `states` has the state of each cell, layer by layer, forward before backward.
  func run(
    _ x: Tensor, _ states: [[Tensor]], lengths: [Int]?
  ) -> (output: Tensor, states: [[Tensor]]) {
    stopUnless(
      x.rank == 3 && states.count == cellCount, in: "recurrent",
      "input \(x.shape) with \(states.count) states: expected [T, N, inputs] and \(cellCount)")
    guard let lengths, !lengths.allSatisfy({ $0 == x.shape[0] }) || lengths.count != x.shape[1]
    else { return run(x, states, nil) }
    let batch = SequenceLengths(lengths, x)
    let (output, after) = run(
      batch.sorted(x, axis: 1), states.map { $0.map { batch.sorted($0, axis: 0) } }, batch)
    return (
      batch.restored(output, axis: 1), after.map { $0.map { batch.restored($0, axis: 0) } }
    )
  }

  private func run(
    _ x: Tensor, _ states: [[Tensor]], _ lengths: SequenceLengths?
  ) -> (output: Tensor, states: [[Tensor]]) {
    var x = x
    var after: [[Tensor]] = []
    let directions = reversed.isEmpty ? 1 : 2
    for layer in layers.indices {
      if layer > 0, let dropout { x = dropout(x) }
      var (output, state) = run(layers[layer], x, states[layer * directions], lengths)
      after.append(state)
      if directions == 2 {
        let backwards = turned(x, lengths)
        let (second, state) = run(reversed[layer], backwards, states[layer * 2 + 1], lengths)
        after.append(state)
        output = concatenate([output, turned(second, lengths)], axis: 2)
      }
      x = output
    }
    return (x, after)
  }

  private func run(
    _ cell: Cell, _ x: Tensor, _ state: [Tensor], _ lengths: SequenceLengths?
  ) -> (output: Tensor, state: [Tensor]) {
    let (output, after) = cell.run(x, state, lengths: lengths?.tensor)
    return (lengths?.cleared(output) ?? output, after)
  }

  private func turned(_ x: Tensor, _ lengths: SequenceLengths?) -> Tensor {
    lengths?.turned(x) ?? x.flipped(axes: 0)
  }
}

/// The batch size N of x `[T, N, inputs]`.
func batchSize(_ x: Tensor) -> Int {
  stopUnless(
    x.rank == 3, in: "recurrent", "input \(x.shape) has \(x.rank) axes, expected [T, N, inputs]")
  return x.shape[1]
}

extension Parameter {
  /// PyTorch's initial values for recurrent layers: uniform within ±1/√hidden.
  static func recurrent(_ shape: Shape, hidden: Int) -> Parameter {
    Parameter(
      .uniform(1 / Double(max(hidden, 1)).squareRoot()), shape, fanIn: hidden, fanOut: hidden)
  }
}
