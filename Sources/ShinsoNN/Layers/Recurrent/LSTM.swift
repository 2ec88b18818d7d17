import ShinsoTensor

/// Long short-term memory over sequences `[T, N, inputs]`. Hochreiter & Schmidhuber 1997, with
/// forget gates (Gers et al. 2000); equations and weight layout as PyTorch's.
/// PyTorch: `torch.nn.LSTM`.
public final class LSTM: RecurrentNetwork {
  /// See ``RecurrentNetwork`` for the parameters.
  ///
  /// - Parameter initializer: of the weights, while biases are 0; nil: PyTorch's, all uniform within
  ///   ±1/√hidden.
  public init(
    _ inputs: Int, hidden: Int, layers: Int = 1, isBidirectional: Bool = false,
    dropout: Double = 0, locksDropout: Bool = false, initializer: Initializer? = nil
  ) {
    super.init(
      inputs, hidden: hidden, layers: layers, isBidirectional: isBidirectional, dropout: dropout,
      locksDropout: locksDropout
    ) { LSTMCell($0, hidden, initializer) }
  }
}

private final class LSTMCell: RecurrentCell {
  /// `[4 hidden, inputs]`, with the gates in the order input, forget, cell, output.
  let weightInput: Parameter
  /// `[4 hidden, hidden]`.
  let weightHidden: Parameter
  /// `[4 hidden]`; the sum of PyTorch's two biases.
  let bias: Parameter

  init(_ inputs: Int, _ hidden: Int, _ initializer: Initializer?) {
    func parameter(_ shape: Shape, _ initializer: Initializer?) -> Parameter {
      guard let initializer else { return .recurrent(shape, hidden: hidden) }
      return Parameter(initializer, shape, fanIn: shape[-1], fanOut: shape[0])
    }
    weightInput = parameter([4 * hidden, inputs], initializer)
    weightHidden = parameter([4 * hidden, hidden], initializer)
    bias = parameter([4 * hidden], initializer.map { _ in .zeros })
    super.init()
  }

  override var stateCount: Int { 2 }

  override func run(
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
