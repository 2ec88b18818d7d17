import ShinsoTensor

/// Layers of recurrent units over sequences `[T, N, inputs]` whose state is one vector a layer:
/// `GRU` and `ElmanRNN`.
public class RecurrentNetwork: Module, Layer {
  public let inputs: Int
  public let hidden: Int
  private let layers: [RecurrentUnit]
  private let reversedLayers: [RecurrentUnit]
  private let dropout: Dropout?

  /// `makeUnit` is told how many inputs a layer has.
  init(
    _ inputs: Int, hidden: Int, layers: Int, isBidirectional: Bool, dropout: Double,
    makeUnit: (Int) -> RecurrentUnit
  ) {
    self.inputs = inputs
    self.hidden = hidden
    let sizes = (0..<layers).map { $0 == 0 ? inputs : hidden * (isBidirectional ? 2 : 1) }
    self.layers = sizes.map(makeUnit)
    reversedLayers = isBidirectional ? sizes.map(makeUnit) : []
    self.dropout = dropout > 0 ? Dropout(dropout) : nil
    super.init()
  }

  /// Zeros for a batch: `[N, hidden]` for each layer, in both directions forward and reversed.
  public func initialState(batchSize: Int, on device: Device = .cpu) -> [Tensor] {
    (layers + reversedLayers).map { _ in .zeros([batchSize, hidden], on: device) }
  }

  /// From a state of zeros; the output `[T, N, hidden]` of the last layer (`[T, N, 2 hidden]` in
  /// both directions).
  public func forward(_ x: Tensor) -> Tensor {
    run(x, initialState(batchSize: batchSize(x), on: x.device), nil).output
  }

  /// From a given state to the output and the state after the last step.
  ///
  /// - Parameter lengths: how many steps of each sequence count. Beyond them outputs are 0, and the
  ///   state is the one after the last that counts.
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
