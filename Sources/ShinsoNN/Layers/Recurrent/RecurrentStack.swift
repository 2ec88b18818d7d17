import ShinsoTensor

/// One direction of one recurrent layer: x `[T, N, inputs]` and the state before to the output
/// `[T, N, hidden]` and the state after the last step, all of `[N, hidden]`.
protocol RecurrentCell: Module {
  func run(_ x: Tensor, _ state: [Tensor]) -> (output: Tensor, state: [Tensor])
}

/// Layers of cells on top of each other, in one direction or both.
struct RecurrentStack<Cell: RecurrentCell> {
  let layers: [Cell]
  /// One for each layer, or none.
  let reversed: [Cell]
  /// Between layers; nil for none.
  let dropout: Dropout?

  var cellCount: Int { layers.count + reversed.count }

  /// `states`: of each cell, layer by layer, forward before reversed.
  func run(
    _ x: Tensor, _ states: [[Tensor]], lengths: [Int]?
  ) -> (output: Tensor, states: [[Tensor]]) {
    stopUnless(
      x.rank == 3 && states.count == cellCount, in: "recurrent",
      "input \(x.shape) with \(states.count) states: expected [T, N, inputs] and \(cellCount)")
    let lengths = lengths.map { SequenceLengths($0, x.shape) }
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
    guard let lengths else { return cell.run(x, state) }
    return lengths.run(x, state, cell.run)
  }

  private func turned(_ x: Tensor, _ lengths: SequenceLengths?) -> Tensor {
    lengths?.turned(x) ?? x.flipped(axes: 0)
  }
}

/// A batch `[T, N, …]` of sequences of different lengths, padded behind.
struct SequenceLengths {
  private let lengths: [Int]
  private let steps: Int
  /// The sequences, longest first; and where each went.
  private let order: [Int]
  private let isSorted: Bool

  init(_ lengths: [Int], _ shape: Shape) {
    stopUnless(
      lengths.count == shape[1] && lengths.allSatisfy { $0 >= 1 && $0 <= shape[0] },
      in: "recurrent",
      "lengths \(lengths): expected \(shape[1]) numbers from 1 to \(shape[0]) for input \(shape)")
    self.lengths = lengths
    steps = shape[0]
    order = lengths.indices.sorted { (-lengths[$0], $0) < (-lengths[$1], $1) }
    isSorted = order == Array(lengths.indices)
  }

  /// Each sequence from its last step to its first; what pads stays where it is.
  func turned(_ x: Tensor) -> Tensor {
    let batch = lengths.count
    let places = (0..<steps).flatMap { step in
      lengths.indices.map { n in
        (step < lengths[n] ? lengths[n] - 1 - step : step) * batch + n
      }
    }
    return x.reshaped([steps * batch, -1]).selected(Tensor(places, on: x.device), axis: 0)
      .reshaped([steps, batch, -1])
  }

  /// Runs stretches of steps during which the same sequences go on; no step is computed for one
  /// that has ended. Outputs beyond an end are 0, states are those after it.
  func run(
    _ x: Tensor, _ state: [Tensor],
    _ body: (Tensor, [Tensor]) -> (output: Tensor, state: [Tensor])
  ) -> (output: Tensor, state: [Tensor]) {
    let indices = Tensor(order, on: x.device)
    let x = isSorted ? x : x.selected(indices, axis: 1)
    var state = isSorted ? state : state.map { $0.selected(indices, axis: 0) }
    var outputs: [Tensor] = []
    // The states of sequences that have ended, the shortest last.
    var ended: [[Tensor]] = []
    var start = 0
    var going = order.count
    while going > 0 {
      let end = lengths[order[going - 1]]
      let part = x.sliced(axis: 0, from: start, to: end).sliced(axis: 1, to: going)
      let (output, after) = body(part, state)
      outputs.append(
        output.padded(before: [0, 0, 0], after: [0, order.count - going, 0]))
      let next = order.prefix { lengths[$0] > end }.count
      ended.insert(after.map { $0.sliced(axis: 0, from: next) }, at: 0)
      state = after.map { $0.sliced(axis: 0, to: next) }
      start = end
      going = next
    }
    if start < steps {
      let shape = outputs[0].shape.replacing(axis: 0, with: steps - start)
      outputs.append(.zeros(shape, dtype: x.dtype, on: x.device))
    }
    var output = concatenate(outputs, axis: 0)
    var last = state.indices.map { component in
      concatenate(ended.map { $0[component] }, axis: 0)
    }
    if !isSorted {
      var inverse = order
      for (place, sequence) in order.enumerated() { inverse[sequence] = place }
      let indices = Tensor(inverse, on: x.device)
      output = output.selected(indices, axis: 1)
      last = last.map { $0.selected(indices, axis: 0) }
    }
    return (output, last)
  }
}

/// N of x `[T, N, inputs]`.
func batchSize(_ x: Tensor) -> Int {
  stopUnless(
    x.rank == 3, in: "recurrent", "input \(x.shape) has \(x.rank) axes, expected [T, N, inputs]")
  return x.shape[1]
}

extension Parameter {
  /// PyTorch's first values of recurrent layers: uniform within ±1/√hidden.
  static func recurrent(_ shape: Shape, hidden: Int) -> Parameter {
    Parameter(
      .uniform(1 / Double(max(hidden, 1)).squareRoot()), shape, fanIn: hidden, fanOut: hidden)
  }
}
