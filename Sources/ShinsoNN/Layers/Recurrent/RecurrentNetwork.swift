import ShinsoTensor

/// Layers of recurrent units over sequences `[T, N, inputs]` with one state vector per layer:
/// the base of `GRU` and `ElmanRNN`.
public class RecurrentNetwork: Module, Layer {
  public let inputs: Int
  public let hidden: Int
  private let layers: [RecurrentUnit]
  private let reversedLayers: [RecurrentUnit]
  private let dropout: Dropout?

  /// `makeUnit` gets the number of inputs of a layer.
  init(
    _ inputs: Int, hidden: Int, layers: Int, isBidirectional: Bool, dropout: Double,
    locksDropout: Bool, makeUnit: (Int) -> RecurrentUnit
  ) {
    self.inputs = inputs
    self.hidden = hidden
    let sizes = (0..<layers).map { $0 == 0 ? inputs : hidden * (isBidirectional ? 2 : 1) }
    self.layers = sizes.map(makeUnit)
    reversedLayers = isBidirectional ? sizes.map(makeUnit) : []
    self.dropout = dropout > 0 ? Dropout(dropout, isLocked: locksDropout) : nil
    super.init()
  }

  /// A state of zeros for a batch: `[N, hidden]` for each layer; if bidirectional, for each layer
  /// forward and then backward.
  public func initialState(batchSize: Int, on device: Device = .cpu) -> [Tensor] {
    (layers + reversedLayers).map { _ in .zeros([batchSize, hidden], on: device) }
  }

  /// Starts from a state of zeros. Returns the output of the last layer, `[T, N, hidden]`, or
  /// `[T, N, 2 hidden]` if bidirectional.
  public func forward(_ x: Tensor) -> Tensor {
    run(x, initialState(batchSize: batchSize(x), on: x.device), nil).output
  }

  /// Starts from a given state. Returns the output and the state after the last step.
  ///
  /// - Parameter lengths: the number of steps of each sequence. After them, the outputs are 0, and
  ///   the state stays as it was after the last step.
  public func callAsFunction(
    _ x: Tensor, _ state: [Tensor], lengths: [Int]? = nil
  ) -> (output: Tensor, state: [Tensor]) {
    call { run(x, state, lengths) }
  }

  private func run(
    _ x: Tensor, _ state: [Tensor], _ lengths: [Int]?
  ) -> (output: Tensor, state: [Tensor]) {
    let stack = RecurrentStack(layers: layers, reversed: reversedLayers, dropout: dropout)
    let (output, states) = stack.run(x, state.map { [$0] }, lengths: lengths)
    return (output, states.map { $0[0] })
  }
}
