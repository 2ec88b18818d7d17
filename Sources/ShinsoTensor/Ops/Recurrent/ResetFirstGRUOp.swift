/// One layer of gated recurrent units over a whole sequence, with the reset gate before the product:
/// Cho et al., "Learning phrase representations using RNN encoder-decoder", EMNLP 2014. With gates
/// in the order reset, update, new:
///
///     r, z = sigmoid(a + h · weightGatesᵀ)
///     n = tanh(a + (r · h) · weightNewᵀ)
///     h = (1 - z) · n + z · h
///
/// where `a` is `fromInput[t]`, the product with the input and the bias. (The paper's z is this
/// 1 - z.) Inputs: fromInput `[T, N, 3H]`, h0 `[N, H]`, weightGates `[2H, H]`, weightNew `[H, H]`,
/// and optionally lengths, int64 `[N]`, 1 to T, of which no gradient is taken. Output: h after every
/// step, `[T, N, H]`; beyond its length, a sequence's h stays as it is.
public struct ResetFirstGRUOp: Op {
  /// Whether it begins at the last step. A sequence that is shorter begins at its own end.
  public var isReversed: Bool

  public init(isReversed: Bool = false) { self.isReversed = isReversed }

  public var name: OpName { "resetFirstGRU" }
  public var inputNames: [String] {
    ["fromInput", "h0", "weightGates", "weightNew", "lengths"]
  }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireCount(inputs, optional: 1)
    try requireFloats(Array(inputs.prefix(4)), Array(inputNames.prefix(4)))
    try requireRank(3, inputs[0], "fromInput", "[T, N, 3 hidden]")
    try requireRank(2, inputs[1], "h0", "[N, hidden]")
    let (a, h0) = (inputs[0].shape, inputs[1].shape)
    let hidden = h0[1]
    try require(
      a[1] == h0[0] && a[2] == 3 * hidden,
      "fromInput \(a) and h0 \(h0) must be [T, N, 3 hidden] and [N, hidden]")
    try requireShape(
      [2 * hidden, hidden], inputs[2], "weightGates", "2 gates of \(hidden) hidden units")
    try requireShape([hidden, hidden], inputs[3], "weightNew", "\(hidden) hidden units")
    if inputs.count == 5 { try requireLengths(inputs[4], batch: a[1]) }
    return [TensorSpec(shape: [a[0], a[1], hidden], dtype: inputs[0].dtype)]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) throws(OpError) -> [Tensor] {
    let (a, h0, weightGates, weightNew) = (inputs[0], inputs[1], inputs[2], inputs[3])
    let (steps, batch, hidden) = (a.shape[0], a.shape[1], h0.shape[1])
    let lengths = inputs.count == 5 ? inputs[4] : nil
    if let lengths { try requireLengths(lengths, upTo: steps) }
    let rows = a.viewed(as: [steps * batch, 3 * hidden])
    var h = h0
    var states: [Tensor] = []
    var saved: [(gates: Tensor, reset: Tensor, new: Tensor)] = []
    for step in order(steps) {
      let input = rows.rows(step * batch, batch)
      let product = backend.linear(h, weight: weightGates, .none)
      let (gates, reset) = backend.gruReset(input, product, h: h)
      let again = backend.linear(reset, weight: weightNew, .none)
      let (new, next) = backend.gruRenew(
        input, again, gates: gates, h: h, lengths: lengths, step: step)
      h = next
      states.append(h)
      if context.isRecording { saved.append((gates, reset, new)) }
    }
    if isReversed { states.reverse() }
    let y = backend.concatenate(states, axis: 0)
    if context.isRecording {
      context.save(h0, weightGates, weightNew, lengths, y)
      for (gates, reset, new) in saved { context.save(gates, reset, new) }
    }
    return [y.viewed(as: [steps, batch, hidden])]
  }

  /// Backpropagation through time; the weights' gradients are one product each.
  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    let backend = pass.backend
    let (h0, weightGates, weightNew) = (pass.saved(0), pass.saved(1), pass.saved(2))
    let lengths = pass.saved[3]
    let (steps, batch, hidden) = (
      pass.inputs[0].shape[0], pass.inputs[0].shape[1], h0.shape[1]
    )
    let states = pass.saved(4).viewed(as: [steps * batch, hidden])
    let dy = pass.gradient.viewed(as: [steps * batch, hidden])
    var dh: Tensor?
    // By step, from the first in time.
    var (dInputs, dHidden, dNews, resets, befores):
      (
        [Tensor], [Tensor], [Tensor], [Tensor], [Tensor]
      ) = ([], [], [], [], [])
    let order = order(steps)
    for (number, step) in order.enumerated().reversed() {
      let own = dy.rows(step * batch, batch)
      let before = number == 0 ? h0 : states.rows(order[number - 1] * batch, batch)
      let (gates, reset, new) = (
        pass.saved(5 + 3 * number), pass.saved(6 + 3 * number), pass.saved(7 + 3 * number)
      )
      let slope = dh.map { backend.binary(.add, $0, own) } ?? own
      let dNew = backend.gruRenewBackward(
        slope, new: new, gates: gates, lengths: lengths, step: step)
      let dReset = backend.linearBackwardInput(dNew, weight: weightNew)
      let d = backend.gruResetBackward(
        slope, dReset: dReset, dNew: dNew, new: new, gates: gates, h: before, lengths: lengths,
        step: step)
      dh = backend.binary(
        .add, d.h, backend.linearBackwardInput(d.fromHidden, weight: weightGates))
      dInputs.append(d.fromInput)
      dHidden.append(d.fromHidden)
      dNews.append(dNew)
      resets.append(reset)
      befores.append(before)
    }
    func weight(_ gradients: [Tensor], _ inputs: [Tensor], _ weight: Tensor) -> Gradient {
      .dense(
        backend.linearBackwardWeight(
          backend.concatenate(gradients, axis: 0), x: backend.concatenate(inputs, axis: 0),
          weight: weight))
    }
    let gradients: [Gradient?] = [
      pass.needs[0]
        ? .dense(
          backend.concatenate(isReversed ? dInputs : dInputs.reversed(), axis: 0)
            .viewed(as: pass.inputs[0].shape)) : nil,
      pass.needs[1] ? dh.map { .dense($0) } : nil,
      pass.needs[2] ? weight(dHidden, befores, weightGates) : nil,
      pass.needs[3] ? weight(dNews, resets, weightNew) : nil,
    ]
    return pass.inputs.count == 5 ? gradients + [nil] : gradients
  }

  private func order(_ steps: Int) -> [Int] {
    isReversed ? (0..<steps).reversed() : Array(0..<steps)
  }
}

/// One layer of gated recurrent units whose reset gate acts before the product, over sequences of
/// different lengths: fromInput `[T, N, 3H]`, the input's product and bias with the gates in the
/// order reset, update, new; h0 `[N, H]`, weightGates `[2H, H]`, weightNew `[H, H]`, lengths int64
/// `[N]`. Returns h after every step, `[T, N, H]`; beyond its length, a sequence's h stays as it is.
/// Cho et al., EMNLP 2014. PyTorch: no equivalent.
///
/// - Parameter isReversed: whether each sequence is read from its end to its beginning.
public func resetFirstGRU(
  _ fromInput: Tensor, h0: Tensor, weightGates: Tensor, weightNew: Tensor,
  lengths: Tensor? = nil, isReversed: Bool = false
) -> Tensor {
  let inputs = [fromInput, h0, weightGates, weightNew] + (lengths.map { [$0] } ?? [])
  return applyOp(ResetFirstGRUOp(isReversed: isReversed), inputs)[0]
}
