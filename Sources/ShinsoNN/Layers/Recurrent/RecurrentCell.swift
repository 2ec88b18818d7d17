import ShinsoTensor

/// One direction of a recurrent layer, over sequences `[T, N, inputs]`. A network of cells of one's own
/// is a ``RecurrentNetwork`` that makes them.
open class RecurrentCell: Module {
  /// How many tensors `[N, hidden]` its state has: 1, h, or 2, h and the memory c.
  open var stateCount: Int { 1 }

  /// The output `[T, N, hidden]` and the state after the last step.
  ///
  /// - Parameter lengths: int64 `[N]`. Beyond a sequence's length, its state stays as it is.
  open func run(
    _ x: Tensor, _ state: [Tensor], lengths: Tensor?
  ) -> (output: Tensor, state: [Tensor]) {
    stop("\(type(of: self)) does not say what it computes")
  }
}

extension RecurrentCell {
  /// What cells return whose state is the last output.
  func endingWithItsState(_ y: Tensor) -> (output: Tensor, state: [Tensor]) {
    (y, [y.sliced(axis: 0, from: y.shape[0] - 1).squeezed(0)])
  }
}

extension Parameter {
  /// PyTorch's initial values for recurrent layers: uniform within ±1/√hidden.
  static func recurrent(_ shape: Shape, hidden: Int) -> Parameter {
    Parameter(
      .uniform(1 / Double(max(hidden, 1)).squareRoot()), shape, fanIn: hidden, fanOut: hidden)
  }
}
