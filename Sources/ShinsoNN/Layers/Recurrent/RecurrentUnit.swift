import ShinsoTensor

/// One direction of a layer of a `RecurrentNetwork`.
class RecurrentUnit: Module, RecurrentCell {
  /// Returns h after every step, `[T, N, hidden]`; beyond a sequence's length it stays as it is.
  func outputs(_ x: Tensor, h0: Tensor, lengths: Tensor?) -> Tensor {
    stop("\(type(of: self)) does not say what it computes")
  }

  final func run(
    _ x: Tensor, _ state: [Tensor], lengths: Tensor?
  ) -> (output: Tensor, state: [Tensor]) {
    call {
      let y = outputs(x, h0: state[0], lengths: lengths)
      return (y, [y.sliced(axis: 0, from: y.shape[0] - 1).squeezed(0)])
    }
  }
}
