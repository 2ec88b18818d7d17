import ShinsoTensor

/// The lengths of the sequences in a batch `[T, N, …]`, which is padded at the end.
struct SequenceLengths {
  private let lengths: [Int]
  private let steps: Int
  /// The order of the sequences from longest to shortest, and the place of each in it.
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

  /// Reverses each sequence; the padding stays where it is.
  func turned(_ x: Tensor) -> Tensor {
    let batch = lengths.count
    let places = (0..<steps).flatMap { step in
      lengths.indices.map { n in
        (step < lengths[n] ? lengths[n] - 1 - step : step) * batch + n
      }
    }
    return x.reshaped([steps * batch, -1]).indexSelected(Tensor(places, on: x.device), axis: 0)
      .reshaped([steps, batch, -1])
  }

  /// Runs stretches of steps in which the same sequences are active, so that no step is computed
  /// for a sequence that has ended. After its end, its outputs are 0 and its state stays the same.
  func run(
    _ x: Tensor, _ state: [Tensor],
    _ body: (Tensor, [Tensor]) -> (output: Tensor, state: [Tensor])
  ) -> (output: Tensor, state: [Tensor]) {
    let indices = Tensor(order, on: x.device)
    let x = isSorted ? x : x.indexSelected(indices, axis: 1)
    var state = isSorted ? state : state.map { $0.indexSelected(indices, axis: 0) }
    var outputs: [Tensor] = []
    // The states of the sequences that have ended, the shortest last.
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
      output = output.indexSelected(indices, axis: 1)
      last = last.map { $0.indexSelected(indices, axis: 0) }
    }
    return (output, last)
  }
}
