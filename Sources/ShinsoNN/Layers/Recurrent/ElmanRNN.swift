import ShinsoTensor

/// A simple recurrent network over sequences `[T, N, inputs]`. Elman, "Finding structure in time",
/// Cognitive Science 14, 1990; weight layout as `torch.nn.RNN`'s. PyTorch: `torch.nn.RNN`.
public final class ElmanRNN: RecurrentNetwork {
  /// - Parameters:
  ///   - isBidirectional: whether a second layer reads each sequence backward. The outputs of both
  ///     are concatenated.
  ///   - dropout: the probability of dropping a value between layers.
  ///   - locksDropout: whether one mask serves all steps; see ``Dropout/isLocked``.
  public init(
    _ inputs: Int, hidden: Int, layers: Int = 1, isBidirectional: Bool = false,
    dropout: Double = 0, locksDropout: Bool = false, activation: ElmanActivation = .tanh
  ) {
    super.init(
      inputs, hidden: hidden, layers: layers, isBidirectional: isBidirectional, dropout: dropout,
      locksDropout: locksDropout
    ) { ElmanCell($0, hidden, activation) }
  }
}

private final class ElmanCell: RecurrentCell {
  /// `[hidden, inputs]`.
  let weightInput: Parameter
  /// `[hidden, hidden]`.
  let weightHidden: Parameter
  /// `[hidden]`; the sum of PyTorch's two biases.
  let bias: Parameter
  let activation: ElmanActivation

  init(_ inputs: Int, _ hidden: Int, _ activation: ElmanActivation) {
    weightInput = .recurrent([hidden, inputs], hidden: hidden)
    weightHidden = .recurrent([hidden, hidden], hidden: hidden)
    bias = .recurrent([hidden], hidden: hidden)
    self.activation = activation
    super.init()
  }

  override func run(
    _ x: Tensor, _ state: [Tensor], lengths: Tensor?
  ) -> (output: Tensor, state: [Tensor]) {
    call {
      endingWithItsState(
        elman(
          x, h0: state[0], weightInput: weightInput.tensor, weightHidden: weightHidden.tensor,
          bias: bias.tensor, lengths: lengths, activation: activation))
    }
  }
}
