import ShinsoTensor

/// One direction of one recurrent layer: x `[T, N, inputs]` and the state before to the output
/// `[T, N, hidden]` and the state after the last step, all of `[N, hidden]`.
protocol RecurrentCell: Module {
  func run(_ x: Tensor, _ state: [Tensor]) -> (output: Tensor, state: [Tensor])
}
