/// One LSTM layer over a whole sequence. With gates in the order input, forget, cell, output:
///
///     i, f, g, o = x[t] · weightInputᵀ + h · weightHiddenᵀ + bias
///     c = sigmoid(f) · c + sigmoid(i) · tanh(g)
///     h = sigmoid(o) · tanh(c)
///
/// Inputs: x `[T, N, I]`, h0 and c0 `[N, H]`, weightInput `[4H, I]`, weightHidden `[4H, H]`, bias
/// `[4H]`, and optionally lengths, int64 `[N]`, 1 to T, beyond which a sequence's h and c stay as they
/// are. Outputs: h after every step `[T, N, H]`, then h and c after the last `[N, H]`.
/// Hochreiter & Schmidhuber 1997 with the forget gate of Gers et al. 2000.
public struct LSTMOp: Op {
  public init() {}

  public var name: OpName { "lstm" }
  public var inputNames: [String] {
    ["input", "h0", "c0", "weightInput", "weightHidden", "bias", "lengths"]
  }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireCount(inputs, optional: 1)
    try requireFloats(Array(inputs.prefix(6)), Array(inputNames.prefix(6)))
    try requireRank(3, inputs[0], "input", "[T, N, inputs]")
    try requireRank(2, inputs[1], "h0", "[N, hidden]")
    let (x, h0) = (inputs[0].shape, inputs[1].shape)
    let hidden = h0[1]
    try require(h0[0] == x[1], "input \(x) has batch size \(x[1]), h0 \(h0) has \(h0[0])")
    try requireShape(h0, inputs[2], "c0", "as h0")
    try requireShape(
      [4 * hidden, x[2]], inputs[3], "weightInput",
      "4 gates of \(hidden) hidden units from \(x[2]) inputs")
    try requireShape(
      [4 * hidden, hidden], inputs[4], "weightHidden", "4 gates of \(hidden) hidden units")
    try requireShape([4 * hidden], inputs[5], "bias", "4 gates of \(hidden) hidden units")
    if inputs.count == 7 { try requireLengths(inputs[6], batch: x[1]) }
    let state = TensorSpec(shape: h0, dtype: inputs[0].dtype)
    return [TensorSpec(shape: [x[0], x[1], hidden], dtype: inputs[0].dtype), state, state]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) throws(OpError) -> [Tensor] {
    if inputs.count == 7 {
      try requireLengths(inputs[6], upTo: inputs[0].shape[0])
      let result = stepwise(inputs, on: backend).forward()
      for tensor in inputs + [result.y] { context.save(tensor) }
      if context.isRecording { for step in result.steps { context.save(step.gates, step.c) } }
      return [result.y, result.h, result.c]
    }
    let result = backend.lstm(LSTMInputs(inputs), recordsWorkspace: context.isRecording)
    for tensor in inputs + [result.y, result.h, result.c] + result.workspace {
      context.save(tensor)
    }
    return [result.y, result.h, result.c]
  }

  private func stepwise(_ inputs: [Tensor], on backend: any Backend) -> StepwiseLSTM {
    StepwiseLSTM(
      backend: backend, inputs: LSTMInputs(inputs), lengths: inputs[6],
      active: activeCounts(inputs[6], steps: inputs[0].shape[0]))
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    let saved = pass.saved.indices.map(pass.saved(_:))
    let found =
      if pass.inputs.count == 7 {
        stepwise(saved, on: pass.backend).backward(
          y: saved[7],
          stride(from: 8, to: saved.count, by: 2).map {
            StepwiseLSTM.Step(gates: saved[$0], c: saved[$0 + 1])
          }, dy: pass.gradients[0], dh: pass.gradients[1], dc: pass.gradients[2])
      } else {
        pass.backend.lstmBackward(
          LSTMInputs(saved),
          LSTMResult(y: saved[6], h: saved[7], c: saved[8], workspace: Array(saved[9...])),
          dy: pass.gradients[0], dh: pass.gradients[1], dc: pass.gradients[2])
      }
    let gradients = [
      found.x, found.h0, found.c0, found.weightInput, found.weightHidden, found.bias,
    ]
    return zip(gradients, pass.needs).map { $1 ? .dense($0) : nil }
      + (pass.inputs.count == 7 ? [nil] : [])
  }
}

extension LSTMInputs {
  /// From a list that starts with the op's inputs.
  fileprivate init(_ tensors: [Tensor]) {
    self.init(
      x: tensors[0], h0: tensors[1], c0: tensors[2], weightInput: tensors[3],
      weightHidden: tensors[4], bias: tensors[5])
  }
}

/// One LSTM layer over a sequence: x `[T, N, I]`, h0 and c0 `[N, H]`, weightInput `[4H, I]`,
/// weightHidden `[4H, H]`, bias `[4H]`, with gates in the order input, forget, cell, output.
/// Returns h after every step, y `[T, N, H]`, and h and c after the last. PyTorch: `torch.nn.LSTM`.
///
/// - Parameter lengths: int64 `[N]`; beyond its length, a sequence's h and c stay as they are.
public func lstm(
  _ x: Tensor, h0: Tensor, c0: Tensor, weightInput: Tensor, weightHidden: Tensor, bias: Tensor,
  lengths: Tensor? = nil
) -> (y: Tensor, h: Tensor, c: Tensor) {
  let inputs = [x, h0, c0, weightInput, weightHidden, bias] + (lengths.map { [$0] } ?? [])
  let outputs = applyOp(LSTMOp(), inputs)
  return (outputs[0], outputs[1], outputs[2])
}
