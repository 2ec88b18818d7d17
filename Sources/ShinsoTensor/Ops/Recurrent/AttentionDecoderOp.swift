/// A recurrent decoder with additive attention over a whole sequence: Bahdanau et al., "Neural
/// machine translation by jointly learning to align and translate", ICLR 2015, appendix A. Its unit is
/// the GRU of `ResetFirstGRUOp`; at each step, with s the state before it:
///
///     weights = softmax over places of v · tanh(query + keys), query = s · W_aᵀ
///     context = Σ weights · values
///     s = GRU(fromTarget[t] + context · weightContextᵀ, s)
///
/// Inputs: fromTarget `[T, R, 3H]` (gates in the order reset, update, new; with the bias), s0
/// `[R, H]`, keys `[S, N, A]`, values `[S, N, C]`, v `[A]`, weightState `[2H + A, H]` (reset, update,
/// W_a), weightContext `[3H, C]`, weightNew `[H, H]`, lengths int64 `[N]`, 1 to S, and optionally
/// owners int64 `[R]`, the sequence that each row attends to; without it, R is N, and row r attends to
/// sequence r. Outputs: s after every step `[T, R, H]`, the contexts `[T, R, C]` and the weights
/// `[T, R, S]`, from which no gradient flows. With owners there are no gradients at all: they are
/// for decoding.
public struct AttentionDecoderOp: Op {
  public init() {}

  public var name: OpName { "attentionDecoder" }
  public var inputNames: [String] {
    [
      "fromTarget", "s0", "keys", "values", "v", "weightState", "weightContext", "weightNew",
      "lengths", "owners",
    ]
  }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireCount(inputs, optional: 1)
    try requireFloats(Array(inputs.prefix(8)), Array(inputNames.prefix(8)))
    try requireRank(3, inputs[0], "fromTarget", "[T, R, 3 hidden]")
    try requireRank(2, inputs[1], "s0", "[R, hidden]")
    try requireRank(3, inputs[2], "keys", "[S, N, A]")
    try requireRank(3, inputs[3], "values", "[S, N, C]")
    let (a, s0, keys, values) = (
      inputs[0].shape, inputs[1].shape, inputs[2].shape, inputs[3].shape
    )
    let (hidden, size) = (s0[1], keys[2])
    try require(
      a[1] == s0[0] && a[2] == 3 * hidden,
      "fromTarget \(a) and s0 \(s0) must be [T, R, 3 hidden] and [R, hidden]")
    try require(
      keys[0] == values[0] && keys[1] == values[1],
      "keys \(keys) and values \(values) must have the same places")
    try requireShape([size], inputs[4], "v", "as the keys")
    try requireShape(
      [2 * hidden + size, hidden], inputs[5], "weightState",
      "2 gates and a query of \(size) from \(hidden) hidden units")
    try requireShape(
      [3 * hidden, values[2]], inputs[6], "weightContext", "3 gates from \(values[2]) values")
    try requireShape([hidden, hidden], inputs[7], "weightNew", "\(hidden) hidden units")
    try requireLengths(inputs[8], batch: keys[1])
    if inputs.count == 10 {
      try require(
        inputs[9].dtype == .int64 && inputs[9].shape == [a[1]],
        "owners \(inputs[9].shape) must be int64 [\(a[1])]")
    } else {
      try require(
        keys[1] == a[1], "fromTarget \(a) has \(a[1]) rows for \(keys[1]) sequences of keys")
    }
    return [[a[0], a[1], hidden], [a[0], a[1], values[2]], [a[0], a[1], keys[0]]].map {
      TensorSpec(shape: $0, dtype: inputs[0].dtype)
    }
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) throws(OpError) -> [Tensor] {
    let (a, s0, weightState) = (inputs[0], inputs[1], inputs[5])
    let source = source(inputs)
    try requireLengths(source.lengths, upTo: source.keys.shape[0])
    if let owners = source.owners {
      try requireIndices(owners, "owners", below: source.keys.shape[1], "sequences")
    }
    let (steps, rows, hidden) = (a.shape[0], a.shape[1], s0.shape[1])
    let fromTarget = a.viewed(as: [steps * rows, 3 * hidden])
    var s = s0
    var made: [[Tensor]] = []
    for step in 0..<steps {
      let product = backend.linear(s, weight: weightState, .none)
      let query = backend.slice(
        product, axis: 1, start: 2 * hidden, count: source.keys.shape[2])
      let (weights, seen) = backend.additiveAttention(query, source)
      let input = backend.linear(
        seen, weight: inputs[6], Epilogue(residual: fromTarget.rows(step * rows, rows)))
      let (gates, reset) = backend.gruReset(input, product, h: s)
      let again = backend.linear(reset, weight: inputs[7], .none)
      let (new, next) = backend.gruRenew(
        input, again, gates: gates, h: s, lengths: nil, step: step)
      s = next
      made.append(
        [next, seen, weights] + (context.isRecording ? [query, gates, reset, new] : []))
    }
    func joined(_ part: Int) -> Tensor {
      steps == 1 ? made[0][part] : backend.concatenate(made.map { $0[part] }, axis: 0)
    }
    let outputs = (0..<3).map(joined)
    if context.isRecording {
      for tensor in inputs + outputs + [joined(3), joined(5)] { context.save(tensor) }
      for tensors in made { context.save(tensors[4], tensors[6]) }
    }
    return outputs.map { $0.viewed(as: [steps, rows, $0.shape[1]]) }
  }

  private func source(_ inputs: [Tensor]) -> AttentionSource {
    AttentionSource(
      keys: inputs[2], values: inputs[3], v: inputs[4], lengths: inputs[8],
      owners: inputs.count == 10 ? inputs[9] : nil)
  }

  /// Backpropagation through time; the gradients of weights, keys and values are gathered over the
  /// steps.
  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    guard pass.inputs.count == 9 else {
      stop("attentionDecoder: rows with owners are for decoding and have no gradients")
    }
    let backend = pass.backend
    let inputs = (0..<9).map { pass.saved($0) }
    let source = source(inputs)
    let (s0, weightState, weightContext, weightNew) = (
      inputs[1], inputs[5], inputs[6], inputs[7]
    )
    let (steps, rows) = (pass.inputs[0].shape[0], pass.inputs[0].shape[1])
    let (states, contexts, weights) = (pass.saved(9), pass.saved(10), pass.saved(11))
    let (queries, resets) = (pass.saved(12), pass.saved(13))
    let slopes = pass.gradients.prefix(2).map {
      $0.map { $0.viewed(as: [steps * rows, $0.shape[2]]) }
    }
    func sum(_ a: Tensor?, _ b: Tensor?) -> Tensor? {
      guard let a, let b else { return a ?? b }
      return backend.binary(.add, a, b)
    }
    var ds: Tensor?
    // By step, from the last.
    var made: [[Tensor]] = []
    for step in (0..<steps).reversed() {
      func part(_ x: Tensor) -> Tensor { x.rows(step * rows, rows) }
      let slope =
        sum(ds, slopes[0].map(part))
        ?? backend.full(0, shape: s0.shape, dtype: s0.dtype)
      let before = step == 0 ? s0 : states.rows((step - 1) * rows, rows)
      let (gates, new) = (pass.saved(14 + 2 * step), pass.saved(15 + 2 * step))
      let dNew = backend.gruRenewBackward(
        slope, new: new, gates: gates, lengths: nil, step: step)
      let d = backend.gruResetBackward(
        slope, dReset: backend.linearBackwardInput(dNew, weight: weightNew), dNew: dNew, new: new,
        gates: gates, h: before, lengths: nil, step: step)
      let own = backend.linearBackwardInput(d.fromInput, weight: weightContext)
      let dContext = sum(own, slopes[1].map(part)) ?? own
      let asked = backend.additiveAttentionBackward(
        dContext, query: part(queries), weights: part(weights), source)
      let dProduct = backend.concatenate([d.fromHidden, asked.query], axis: 1)
      ds = sum(d.h, backend.linearBackwardInput(dProduct, weight: weightState))
      made.append([d.fromInput, dProduct, dNew, dContext, asked.scores])
    }
    func joined(_ part: Int) -> Tensor {
      backend.concatenate(made.reversed().map { $0[part] }, axis: 0)
    }
    let befores =
      steps == 1 ? s0 : backend.concatenate([s0, states.rows(0, (steps - 1) * rows)], axis: 0)
    let dInput = joined(0)
    func stepwise(_ x: Tensor) -> Tensor { x.viewed(as: [steps, rows, x.shape[1]]) }
    let seen =
      pass.needs[2] || pass.needs[3] || pass.needs[4]
      ? backend.additiveAttentionSourceBackward(
        stepwise(joined(3)), queries: stepwise(queries), weights: stepwise(weights),
        dScores: stepwise(joined(4)), source) : nil
    func weight(_ dy: Tensor, _ x: Tensor, _ weight: Tensor) -> Tensor {
      backend.linearBackwardWeight(dy, x: x, weight: weight)
    }
    let found: [() -> Tensor?] = [
      { stepwise(dInput) }, { ds }, { seen?.keys }, { seen?.values }, { seen?.v },
      { weight(joined(1), befores, weightState) }, { weight(dInput, contexts, weightContext) },
      { weight(joined(2), resets, weightNew) }, { nil },
    ]
    return zip(found, pass.needs).map { find, isNeeded in
      isNeeded ? find().map { .dense($0) } : nil
    }
  }
}

/// A recurrent decoder with additive attention: the states `[T, R, H]`, contexts `[T, R, C]` and
/// weights `[T, R, S]` of T steps; see `AttentionDecoderOp` for the shapes and equations. Bahdanau et
/// al., ICLR 2015. PyTorch: no equivalent.
public func attentionDecoder(
  _ fromTarget: Tensor, s0: Tensor, _ source: AttentionSource, weightState: Tensor,
  weightContext: Tensor, weightNew: Tensor
) -> (states: Tensor, contexts: Tensor, weights: Tensor) {
  let inputs =
    [
      fromTarget, s0, source.keys, source.values, source.v, weightState, weightContext, weightNew,
      source.lengths,
    ] + (source.owners.map { [$0] } ?? [])
  let outputs = applyOp(AttentionDecoderOp(), inputs)
  return (outputs[0], outputs[1], outputs[2])
}
