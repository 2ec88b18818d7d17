/// One layer of gated recurrent units over a whole sequence, with the reset gate behind the product,
/// as in cuDNN and PyTorch. With gates in the order reset, update, new:
///
///     a = x[t] · weightInputᵀ + biasInput
///     b = h · weightHiddenᵀ + biasHidden
///     r, z = sigmoid(a + b)
///     n = tanh(a + r · b)
///     h = (1 - z) · n + z · h
///
/// Inputs: x `[T, N, I]`, h0 `[N, H]`, weightInput `[3H, I]`, weightHidden `[3H, H]`, biasInput and
/// biasHidden `[3H]`, and optionally lengths, int64 `[N]`, 1 to T, beyond which a sequence's h stays as
/// it is. Output: h after every step `[T, N, H]`.
public struct GRUOp: Op {
  public init() {}

  public var name: OpName { "gru" }
  public var inputNames: [String] {
    ["input", "h0", "weightInput", "weightHidden", "biasInput", "biasHidden", "lengths"]
  }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireCount(inputs, optional: 1)
    try requireFloats(Array(inputs.prefix(6)), Array(inputNames.prefix(6)))
    let hidden = try requireRecurrence(inputs, gates: 3)
    for (bias, role) in zip(inputs[4...5], ["biasInput", "biasHidden"]) {
      try requireShape([3 * hidden], bias, role, "3 gates of \(hidden) hidden units")
    }
    let x = inputs[0].shape
    if inputs.count == 7 { try requireLengths(inputs[6], batch: x[1]) }
    return [TensorSpec(shape: [x[0], x[1], hidden], dtype: inputs[0].dtype)]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) throws(OpError) -> [Tensor] {
    let (x, h0, weightInput, weightHidden) = (inputs[0], inputs[1], inputs[2], inputs[3])
    let lengths = inputs.count == 7 ? inputs[6] : nil
    if let lengths { try requireLengths(lengths, upTo: x.shape[0]) }
    let (steps, batch, hidden) = (x.shape[0], x.shape[1], h0.shape[1])
    let fromInput = backend.linear(
      x.viewed(as: [steps * batch, x.shape[2]]), weight: weightInput, Epilogue(bias: inputs[4]))
    var h = h0
    var (allGates, fromHidden, states): ([Tensor], [Tensor], [Tensor]) = ([], [], [])
    for step in 0..<steps {
      let product = backend.linear(h, weight: weightHidden, Epilogue(bias: inputs[5]))
      let (gates, next) = backend.gruCell(
        fromInput.rows(step * batch, batch), product, h: h, lengths: lengths, step: step)
      h = next
      states.append(h)
      if context.isRecording {
        allGates.append(gates)
        fromHidden.append(product)
      }
    }
    let y = backend.concatenate(states, axis: 0)
    if context.isRecording {
      context.save(x, h0, weightInput, weightHidden, y, lengths)
      for tensor in allGates + fromHidden { context.save(tensor) }
    }
    return [y.viewed(as: [steps, batch, hidden])]
  }

  /// Backpropagation through time.
  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    let backend = pass.backend
    let (x, h0, weightInput, weightHidden) = (
      pass.saved(0), pass.saved(1), pass.saved(2), pass.saved(3)
    )
    let (steps, batch, hidden) = (x.shape[0], x.shape[1], h0.shape[1])
    let states = pass.saved(4).viewed(as: [steps * batch, hidden])
    let dy = pass.gradient.viewed(as: [steps * batch, hidden])
    var dh: Tensor?
    var (inputs, products): ([Tensor], [Tensor]) = ([], [])
    for step in (0..<steps).reversed() {
      let own = dy.rows(step * batch, batch)
      let before = step == 0 ? h0 : states.rows((step - 1) * batch, batch)
      let d = backend.gruCellBackward(
        dh.map { backend.binary(.add, $0, own) } ?? own, gates: pass.saved(6 + step),
        fromHidden: pass.saved(6 + steps + step), h: before, lengths: pass.saved[5], step: step)
      dh = backend.binary(
        .add, d.h, backend.linearBackwardInput(d.fromHidden, weight: weightHidden))
      inputs.append(d.fromInput)
      products.append(d.fromHidden)
    }
    let dInput = backend.concatenate(inputs.reversed(), axis: 0)
    let dHidden = backend.concatenate(products.reversed(), axis: 0)
    let before =
      steps == 1 ? h0 : backend.concatenate([h0, states.rows(0, (steps - 1) * batch)], axis: 0)
    func sum(_ x: Tensor) -> Tensor {
      backend.reduce(.sum, x, axes: [0]).viewed(as: [3 * hidden])
    }
    let rows = x.viewed(as: [steps * batch, x.shape[2]])
    let gradients: [Gradient?] = [
      pass.needs[0]
        ? .dense(backend.linearBackwardInput(dInput, weight: weightInput).viewed(as: x.shape))
        : nil,
      pass.needs[1] ? dh.map { .dense($0) } : nil,
      pass.needs[2]
        ? .dense(backend.linearBackwardWeight(dInput, x: rows, weight: weightInput)) : nil,
      pass.needs[3]
        ? .dense(backend.linearBackwardWeight(dHidden, x: before, weight: weightHidden)) : nil,
      pass.needs[4] ? .dense(sum(dInput)) : nil,
      pass.needs[5] ? .dense(sum(dHidden)) : nil,
    ]
    return gradients + (pass.inputs.count == 7 ? [nil] : [])
  }
}

extension Op {
  /// Checks x `[T, N, I]`, h0 `[N, H]`, weightInput and weightHidden; returns H.
  fileprivate func requireRecurrence(
    _ inputs: [TensorSpec], gates: Int
  ) throws(OpError) -> Int {
    try requireRank(3, inputs[0], "input", "[T, N, inputs]")
    try requireRank(2, inputs[1], "h0", "[N, hidden]")
    let (x, h0) = (inputs[0].shape, inputs[1].shape)
    try require(h0[0] == x[1], "input \(x) has batch size \(x[1]), h0 \(h0) has \(h0[0])")
    try requireShape(
      [gates * h0[1], x[2]], inputs[2], "weightInput",
      "\(gates) gates of \(h0[1]) hidden units from \(x[2]) inputs")
    try requireShape(
      [gates * h0[1], h0[1]], inputs[3], "weightHidden", "\(gates) gates of \(h0[1]) hidden units")
    return h0[1]
  }
}

/// One layer of gated recurrent units over a sequence: x `[T, N, I]`, h0 `[N, H]`, weightInput
/// `[3H, I]`, weightHidden `[3H, H]`, biases `[3H]`, with gates in the order reset, update, new.
/// Returns h after every step, `[T, N, H]`. Cho et al., EMNLP 2014. PyTorch: `torch.nn.GRU`.
///
/// - Parameters:
///   - lengths: int64 `[N]`; beyond its length, a sequence's h stays as it is.
///   - resetsAfter: whether the reset gate acts on the product with h, as in cuDNN and PyTorch, or
///     on h before the product, as in the paper.
public func gru(
  _ x: Tensor, h0: Tensor, weightInput: Tensor, weightHidden: Tensor, biasInput: Tensor,
  biasHidden: Tensor, lengths: Tensor? = nil, resetsAfter: Bool = true
) -> Tensor {
  let inputs =
    [x, h0, weightInput, weightHidden, biasInput, biasHidden] + (lengths.map { [$0] } ?? [])
  if resetsAfter { return applyOp(GRUOp(), inputs)[0] }
  do {
    _ = try GRUOp().outputs(for: inputs.map(\.spec))
  } catch {
    stop(error.description)
  }
  let hidden = h0.shape[1]
  return resetFirstGRU(
    linear(x, weightInput, biasInput + biasHidden), h0: h0,
    weightGates: weightHidden.sliced(axis: 0, to: 2 * hidden),
    weightNew: weightHidden.sliced(axis: 0, from: 2 * hidden), lengths: lengths)
}
