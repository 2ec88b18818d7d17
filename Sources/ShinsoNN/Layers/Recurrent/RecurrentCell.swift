import ShinsoTensor

/// One direction of a recurrent layer. It computes the output `[T, N, hidden]` and the state after
/// the last step from x `[T, N, inputs]` and the initial state, whose tensors are `[N, hidden]`.
/// Beyond a sequence's length, its state stays as it is.
protocol RecurrentCell: Module {
  func run(
    _ x: Tensor, _ state: [Tensor], lengths: Tensor?
  ) -> (output: Tensor, state: [Tensor])
}
