/// One layer of a simple recurrent network over a sequence, `h = tanh(x[t] · weightInputᵀ + h ·
/// weightHiddenᵀ + bias)` or with relu: x `[T, N, I]`, h0 `[N, H]`, weightInput `[H, I]`,
/// weightHidden `[H, H]`, bias `[H]`, lengths int64 `[N]`, beyond which a sequence's h stays as it is.
/// Returns h after every step, `[T, N, H]`. Elman, "Finding
/// structure in time", 1990. PyTorch: `torch.nn.RNN`.
public func elman(
  _ x: Tensor, h0: Tensor, weightInput: Tensor, weightHidden: Tensor, bias: Tensor,
  lengths: Tensor? = nil, activation: ElmanActivation = .tanh
) -> Tensor {
  stopUnless(
    x.rank == 3 && x.shape[0] > 0 && h0.rank == 2 && h0.shape[0] == x.shape[1]
      && weightInput.shape == [h0.shape[1], x.shape[2]]
      && weightHidden.shape == [h0.shape[1], h0.shape[1]] && bias.shape == [h0.shape[1]],
    in: "elman",
    "input \(x.shape), h0 \(h0.shape), weightInput \(weightInput.shape), weightHidden "
      + "\(weightHidden.shape) and bias \(bias.shape) must be [T, N, I], [N, H], [H, I], [H, H] "
      + "and [H]")
  let fromInput = linear(x, weightInput, bias)  // [T, N, H]
  var h = h0
  let steps = fromInput.split(axis: 0, sizes: Array(repeating: 1, count: x.shape[0]))
  return concatenate(
    steps.enumerated().map { number, step in
      let sum = step.squeezed(0) + linear(h, weightHidden)
      let next = activation == .tanh ? tanh(sum) : relu(sum)
      if let lengths {
        let goesOn = lengths .> Tensor([Int64(number)], shape: [], on: x.device)
        h = select(goesOn.unsqueezed(1), next, h)
      } else {
        h = next
      }
      return h.unsqueezed(0)
    }, axis: 0)
}
