import ShinsoTensor

/// Gated recurrent units over sequences `[T, N, inputs]`. Cho et al., "Learning phrase
/// representations using RNN encoder-decoder", EMNLP 2014; weight layout as PyTorch's.
/// PyTorch: `torch.nn.GRU`.
public final class GRU: RecurrentNetwork {
  /// - Parameters:
  ///   - isBidirectional: whether a second layer reads each sequence backward. The outputs of both
  ///     are concatenated.
  ///   - dropout: the probability of dropping a value between layers.
  ///   - locksDropout: whether one mask serves all steps; see ``Dropout/isLocked``.
  ///   - resetsAfter: whether the reset gate is applied after the product with h (cuDNN, PyTorch)
  ///     or before it (the paper).
  public init(
    _ inputs: Int, hidden: Int, layers: Int = 1, isBidirectional: Bool = false,
    dropout: Double = 0, locksDropout: Bool = false, resetsAfter: Bool = true
  ) {
    super.init(
      inputs, hidden: hidden, layers: layers, isBidirectional: isBidirectional, dropout: dropout,
      locksDropout: locksDropout
    ) { GRUCell($0, hidden, resetsAfter) }
  }
}

private final class GRUCell: RecurrentCell {
  /// `[3 hidden, inputs]`, with the gates in the order reset, update, new.
  let weightInput: Parameter
  /// `[3 hidden, hidden]`.
  let weightHidden: Parameter
  /// `[3 hidden]`.
  let biasInput: Parameter
  /// `[3 hidden]`.
  let biasHidden: Parameter
  let resetsAfter: Bool

  init(_ inputs: Int, _ hidden: Int, _ resetsAfter: Bool) {
    weightInput = .recurrent([3 * hidden, inputs], hidden: hidden)
    weightHidden = .recurrent([3 * hidden, hidden], hidden: hidden)
    biasInput = .recurrent([3 * hidden], hidden: hidden)
    biasHidden = .recurrent([3 * hidden], hidden: hidden)
    self.resetsAfter = resetsAfter
    super.init()
  }

  override func run(
    _ x: Tensor, _ state: [Tensor], lengths: Tensor?
  ) -> (output: Tensor, state: [Tensor]) {
    call {
      endingWithItsState(
        gru(
          x, h0: state[0], weightInput: weightInput.tensor, weightHidden: weightHidden.tensor,
          biasInput: biasInput.tensor, biasHidden: biasHidden.tensor, lengths: lengths,
          resetsAfter: resetsAfter))
    }
  }
}
