/// An LSTM layer over sequences of different lengths, step by step: see `LSTMOp`.
struct StepwiseLSTM {
  let backend: any Backend
  let inputs: LSTMInputs
  let lengths: Tensor
  /// The rows that are computed at each step.
  let active: [Int]

  private var steps: Int { inputs.x.shape[0] }
  private var batch: Int { inputs.x.shape[1] }
  private var hidden: Int { inputs.h0.shape[1] }
  private var rows: Tensor { inputs.x.viewed(as: [steps * batch, inputs.x.shape[2]]) }

  /// What the backward pass needs of each step besides y.
  struct Step {
    let gates: Tensor
    let c: Tensor
  }

  func forward() -> (y: Tensor, h: Tensor, c: Tensor, steps: [Step]) {
    let fromInput = backend.linear(
      rows, weight: inputs.weightInput, Epilogue(bias: inputs.bias))
    var (h, c) = (inputs.h0, inputs.c0)
    var states: [Tensor] = []
    var made: [Step] = []
    for (step, count) in active.enumerated() {
      let sums = backend.linear(
        h.rows(0, count), weight: inputs.weightHidden,
        Epilogue(residual: fromInput.rows(step * batch, count)))
      let next = backend.lstmCell(sums, h: h, c: c, lengths: lengths, step: step)
      (h, c) = (next.h, next.c)
      states.append(h)
      made.append(Step(gates: next.gates, c: c))
    }
    let y = backend.concatenate(states, axis: 0).viewed(as: [steps, batch, hidden])
    return (y, h, c, made)
  }

  func backward(
    y: Tensor, _ made: [Step], dy: Tensor?, dh: Tensor?, dc: Tensor?
  ) -> LSTMGradients {
    let slopes = dy?.viewed(as: [steps * batch, hidden])
    let states = y.viewed(as: [steps * batch, hidden])
    let zeros = backend.full(0, shape: inputs.h0.shape, dtype: inputs.h0.dtype)
    var (dh, dc) = (dh ?? zeros, dc ?? zeros)
    var (dSums, befores): ([Tensor], [Tensor]) = ([], [])
    for (step, count) in active.enumerated().reversed() {
      if let slopes { dh = backend.binary(.add, dh, slopes.rows(step * batch, batch)) }
      let h = step == 0 ? inputs.h0 : states.rows((step - 1) * batch, batch)
      let d = backend.lstmCellBackward(
        dh: dh, dc: dc, gates: made[step].gates,
        cBefore: step == 0 ? inputs.c0 : made[step - 1].c, c: made[step].c, lengths: lengths,
        step: step)
      let through = backend.linearBackwardInput(d.sums, weight: inputs.weightHidden)
      dh = backend.binary(.add, d.h, filled(through, to: batch))
      dc = d.c
      dSums.append(d.sums)
      befores.append(h.rows(0, count))
    }
    let dHidden = backend.concatenate(dSums, axis: 0)
    let dInput = backend.concatenate(dSums.reversed().map { filled($0, to: batch) }, axis: 0)
    return LSTMGradients(
      x: backend.linearBackwardInput(dInput, weight: inputs.weightInput)
        .viewed(as: inputs.x.shape),
      h0: dh, c0: dc,
      weightInput: backend.linearBackwardWeight(dInput, x: rows, weight: inputs.weightInput),
      weightHidden: backend.linearBackwardWeight(
        dHidden, x: backend.concatenate(befores, axis: 0), weight: inputs.weightHidden),
      bias: backend.reduce(.sum, dHidden, axes: [0]).viewed(as: inputs.bias.shape))
  }

  /// With rows of zeros at the end.
  private func filled(_ x: Tensor, to count: Int) -> Tensor {
    let missing = count - x.shape[0]
    if missing == 0 { return x }
    let zeros = backend.full(0, shape: [missing, x.shape[1]], dtype: x.dtype)
    return backend.concatenate([x, zeros], axis: 0)
  }
}
