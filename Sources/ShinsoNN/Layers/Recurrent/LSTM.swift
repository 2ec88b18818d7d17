import ShinsoTensor

/// Long short-term memory over sequences `[T, N, inputs]`. Hochreiter & Schmidhuber 1997, with
/// forget gates (Gers et al. 2000); equations and weight layout as PyTorch's.
/// PyTorch: `torch.nn.LSTM`.
public final class LSTM: Module, Layer {
  /// `[N, hidden]` for each layer; if bidirectional, for each layer forward and then backward.
  public struct State: Sendable {
    public var h: [Tensor]
    public var c: [Tensor]

    public init(h: [Tensor], c: [Tensor]) {
      self.h = h
      self.c = c
    }

    /// The same values without a record of how they were computed, for truncated backpropagation
    /// through time.
    public var detached: State { State(h: h.map(\.detached), c: c.map(\.detached)) }
  }

  public let inputs: Int
  public let hidden: Int
  private let layers: [LSTMCell]
  private let reversedLayers: [LSTMCell]
  private let dropout: Dropout?

  /// - Parameters:
  ///   - isBidirectional: whether a second layer reads each sequence backward. The outputs of both
  ///     are concatenated.
  ///   - dropout: the probability of dropping a value between layers.
  ///   - locksDropout: whether one mask serves all steps; see ``Dropout/isLocked``.
  public init(
    _ inputs: Int, hidden: Int, layers: Int = 1, isBidirectional: Bool = false,
    dropout: Double = 0, locksDropout: Bool = false
  ) {
    self.inputs = inputs
    self.hidden = hidden
    func cells() -> [LSTMCell] {
      (0..<layers).map {
        LSTMCell($0 == 0 ? inputs : hidden * (isBidirectional ? 2 : 1), hidden)
      }
    }
    self.layers = cells()
    reversedLayers = isBidirectional ? cells() : []
    self.dropout = dropout > 0 ? Dropout(dropout, isLocked: locksDropout) : nil
    super.init()
  }

  /// A state of zeros for a batch.
  public func initialState(batchSize: Int, on device: Device = .cpu) -> State {
    let zeros = (layers + reversedLayers).map { _ in
      Tensor.zeros([batchSize, hidden], on: device)
    }
    return State(h: zeros, c: zeros)
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
    _ x: Tensor, _ state: State, lengths: [Int]? = nil
  ) -> (output: Tensor, state: State) {
    call { run(x, state, lengths) }
  }

  private func run(
    _ x: Tensor, _ state: State, _ lengths: [Int]?
  ) -> (output: Tensor, state: State) {
    let stack = RecurrentStack(layers: layers, reversed: reversedLayers, dropout: dropout)
    let (output, states) = stack.run(x, zip(state.h, state.c).map { [$0, $1] }, lengths: lengths)
    return (output, State(h: states.map { $0[0] }, c: states.map { $0[1] }))
  }
}

private final class LSTMCell: Module, RecurrentCell {
  /// `[4 hidden, inputs]`, with the gates in the order input, forget, cell, output.
  let weightInput: Parameter
  /// `[4 hidden, hidden]`.
  let weightHidden: Parameter
  /// `[4 hidden]`; the sum of PyTorch's two biases.
  let bias: Parameter

  init(_ inputs: Int, _ hidden: Int) {
    weightInput = .recurrent([4 * hidden, inputs], hidden: hidden)
    weightHidden = .recurrent([4 * hidden, hidden], hidden: hidden)
    bias = .recurrent([4 * hidden], hidden: hidden)
    super.init()
  }

  func run(
    _ x: Tensor, _ state: [Tensor], lengths: Tensor?
  ) -> (output: Tensor, state: [Tensor]) {
    call {
      let (y, h, c) = lstm(
        x, h0: state[0], c0: state[1], weightInput: weightInput.tensor,
        weightHidden: weightHidden.tensor, bias: bias.tensor, lengths: lengths)
      return (y, [h, c])
    }
  }
}
