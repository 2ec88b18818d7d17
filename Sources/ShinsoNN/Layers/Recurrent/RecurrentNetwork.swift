import ShinsoTensor

/// Layers of recurrent cells over sequences `[T, N, inputs]`, in one direction or in both: what `LSTM`,
/// `GRU` and `ElmanRNN` have in common.
open class RecurrentNetwork: Module, Layer {
  public let inputs: Int
  public let hidden: Int
  private let layers: [RecurrentCell]
  /// The cells that read backward, one for each layer, or none.
  private let reversedLayers: [RecurrentCell]
  private let dropout: Dropout?

  /// - Parameters:
  ///   - isBidirectional: whether a second cell reads each sequence backward. The outputs of both are
  ///     concatenated.
  ///   - dropout: the probability of dropping a value between layers.
  ///   - locksDropout: whether one mask serves all steps; see ``Dropout/isLocked``.
  ///   - makeCell: gets the number of inputs of a layer.
  public init(
    _ inputs: Int, hidden: Int, layers: Int, isBidirectional: Bool = false, dropout: Double = 0,
    locksDropout: Bool = false, makeCell: (Int) -> RecurrentCell
  ) {
    self.inputs = inputs
    self.hidden = hidden
    let sizes = (0..<layers).map { $0 == 0 ? inputs : hidden * (isBidirectional ? 2 : 1) }
    self.layers = sizes.map(makeCell)
    reversedLayers = isBidirectional ? sizes.map(makeCell) : []
    self.dropout = dropout > 0 ? Dropout(dropout, isLocked: locksDropout) : nil
    super.init()
  }

  /// The cells in the order of the states: layer by layer, forward and then backward.
  private var cells: [RecurrentCell] {
    reversedLayers.isEmpty ? layers : zip(layers, reversedLayers).flatMap { [$0, $1] }
  }

  /// A state of zeros for a batch.
  public func initialState(
    batchSize: Int, dtype: DType = .float32, on device: Device = .cpu
  ) -> RecurrentState {
    let zeros = cells.map { _ in Tensor.zeros([batchSize, hidden], dtype: dtype, on: device) }
    return RecurrentState(h: zeros, c: cells.contains { $0.stateCount > 1 } ? zeros : [])
  }

  /// A state of zeros for the batch `x`, `[T, N, inputs]`.
  public func initialState(for x: Tensor) -> RecurrentState {
    initialState(batchSize: x.shape[1], dtype: x.dtype, on: x.device)
  }

  /// Starts from a state of zeros. Returns the output of the last layer, `[T, N, hidden]`, or
  /// `[T, N, 2 hidden]` if bidirectional.
  public func forward(_ x: Tensor) -> Tensor {
    stopUnless(
      x.rank == 3, in: "recurrent",
      "input \(x.shape) has \(counted(x.rank, "axis", "axes")), expected [T, N, inputs]")
    return run(x, initialState(for: x), nil).output
  }

  /// Starts from a given state. Returns the output and the state after the last step.
  ///
  /// - Parameter lengths: the number of steps of each sequence. After them, the outputs are 0, and
  ///   the state stays as it was after the last step.
  public func callAsFunction(
    _ x: Tensor, _ state: RecurrentState, lengths: [Int]? = nil
  ) -> (output: Tensor, state: RecurrentState) {
    call { run(x, state, lengths) }
  }

  private func run(
    _ x: Tensor, _ state: RecurrentState, _ lengths: [Int]?
  ) -> (output: Tensor, state: RecurrentState) {
    let cells = cells
    stopUnless(
      x.rank == 3 && state.h.count == cells.count
        && cells.allSatisfy { $0.stateCount == 1 || state.c.count == cells.count },
      in: "recurrent",
      "input \(x.shape) with \(state.h.count) states: expected [T, N, inputs] and \(cells.count)")
    guard let lengths, lengths.count != x.shape[1] || lengths.contains(where: { $0 != x.shape[0] })
    else { return run(cells, x, state, nil) }
    let batch = SequenceLengths(lengths, x)
    let (output, after) = run(
      cells, batch.sorted(x, axis: 1), state.map { batch.sorted($0, axis: 0) }, batch)
    return (batch.restored(output, axis: 1), after.map { batch.restored($0, axis: 0) })
  }

  private func run(
    _ cells: [RecurrentCell], _ x: Tensor, _ state: RecurrentState, _ lengths: SequenceLengths?
  ) -> (output: Tensor, state: RecurrentState) {
    let directions = reversedLayers.isEmpty ? 1 : 2
    var x = x
    var after = RecurrentState(h: [], c: [])
    for layer in layers.indices {
      if layer > 0, let dropout { x = dropout(x) }
      let outputs = (0..<directions).map { direction in
        let index = layer * directions + direction
        let cell = cells[index]
        let (output, next) = cell.run(
          direction == 0 ? x : turned(x, lengths),
          cell.stateCount > 1 ? [state.h[index], state.c[index]] : [state.h[index]],
          lengths: lengths?.tensor)
        after.h.append(next[0])
        after.c += next.dropFirst()
        let kept = lengths?.cleared(output) ?? output
        return direction == 0 ? kept : turned(kept, lengths)
      }
      x = directions == 1 ? outputs[0] : concatenate(outputs, axis: 2)
    }
    return (x, after)
  }

  private func turned(_ x: Tensor, _ lengths: SequenceLengths?) -> Tensor {
    lengths?.turned(x) ?? x.flipped(axes: 0)
  }
}
