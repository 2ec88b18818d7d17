/// The seam between tensors and a device: memory, random numbers, optimizer steps, and the kernels
/// that ops are made of. A call may enqueue; only reading on the host waits. Arguments have been
/// checked. Neither arguments nor results are recorded.
///
/// Shapes in comments: `N` batch, `C` channels, `H` `W` height and width, `T` time steps.
public protocol Backend: Sendable {
  var device: Device { get }

  /// Whether kernels compute in this type. Other types can only be stored.
  func computes(in dtype: DType) -> Bool

  // MARK: Memory

  func allocate(byteCount: Int) -> Memory
  /// The storage's values in plain row-major order, in new memory.
  func makePlain(_ storage: Storage) -> Memory
  func writeFromHost(
    _ storage: Storage, _ body: (UnsafeMutableRawBufferPointer) throws -> Void) rethrows
  func withHostBytes<R>(
    _ storage: Storage, _ body: (UnsafeRawBufferPointer) throws -> R
  ) rethrows -> R
  func full(_ value: Double, shape: Shape, dtype: DType) -> Tensor
  func cast(_ x: Tensor, to dtype: DType) -> Tensor

  // MARK: Elementwise and reductions

  /// `scale · x + offset`.
  func scaleShift(_ x: Tensor, scale: Double, offset: Double) -> Tensor
  func unary(_ function: UnaryFunction, _ x: Tensor) -> Tensor
  /// The gradient with respect to the input of `function`. `known` is its input or its output, as
  /// `UnaryFunction.derivative` says. Not called for step functions.
  func unaryBackward(_ function: UnaryFunction, gradient: Tensor, known: Tensor) -> Tensor
  /// Applies `function` elementwise, with NumPy's broadcasting.
  func binary(_ function: BinaryFunction, _ a: Tensor, _ b: Tensor) -> Tensor
  /// Adds a tensor to what nobody else holds, in place; false if it cannot, because of the layout.
  func add(_ x: Tensor, into sum: Storage) -> Bool
  /// Compares floating-point numbers or int64 elementwise, with broadcasting; the result is bool.
  func compare(_ comparison: Comparison, _ a: Tensor, _ b: Tensor) -> Tensor
  /// Combines bools elementwise, with broadcasting.
  func logical(_ function: LogicalFunction, _ a: Tensor, _ b: Tensor) -> Tensor
  /// `a` where `condition` (bool) is true, else `b`; each has the condition's shape or is a scalar.
  func select(_ condition: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor
  /// Reduced axes remain, with extent 1.
  func reduce(_ reduction: Reduction, _ x: Tensor, axes: [Int]) -> Tensor
  /// Whether no element is infinite or NaN. May also be false if elements are so large that their
  /// sum is infinite. Takes one pass and any layout.
  func isFinite(_ x: Tensor) -> Bool
  /// Broadcasts a tensor of any type.
  func broadcast(_ x: Tensor, to shape: Shape) -> Tensor
  /// The index of the largest element, int64; the first one if several are equal. The axis is
  /// removed.
  func argmax(_ x: Tensor, axis: Int) -> Tensor

  // MARK: Products

  /// `[…, M, K] · […, K, N]`, each optionally transposed in its last two axes. Leading axes are
  /// equal.
  func matmul(_ a: Tensor, _ b: Tensor, transposeA: Bool, transposeB: Bool) -> Tensor
  /// `x · weightᵀ`, finished by the epilogue; x `[M, K]`, weight `[N, K]`.
  func linear(_ x: Tensor, weight: Tensor, _ epilogue: Epilogue) -> Tensor
  func linearBackwardInput(_ dy: Tensor, weight: Tensor) -> Tensor
  /// `dyᵀ · x`, in the layout that suits the update of the weight best.
  func linearBackwardWeight(_ dy: Tensor, x: Tensor, weight: Tensor) -> Tensor

  // MARK: Convolution and pooling

  /// x `[N, C, H, W]`, weight `[O, C / groups, kH, kW]`; finished by the epilogue.
  func conv2d(
    _ x: Tensor, weight: Tensor, _ geometry: Conv2dGeometry, _ epilogue: Epilogue
  ) -> Tensor
  func conv2dBackwardInput(
    _ dy: Tensor, weight: Tensor, inputShape: Shape, _ geometry: Conv2dGeometry
  ) -> Tensor
  func conv2dBackwardWeight(
    _ dy: Tensor, x: Tensor, weight: Tensor, _ geometry: Conv2dGeometry
  ) -> Tensor
  /// The wanted gradients of a convolution, together if that is faster, otherwise one by one. `x`
  /// is given if that of the weight is wanted.
  func conv2dBackward(
    _ dy: Tensor, x: Tensor?, inputShape: Shape, weight: Tensor, _ geometry: Conv2dGeometry,
    wantsInput: Bool, wantsBias: Bool
  ) -> Conv2dGradients
  /// x `[N, C, H, W]`, weight `[H' · W', O, C · kH · kW]`; one group.
  func locallyConnected2d(_ x: Tensor, weight: Tensor, _ geometry: Conv2dGeometry) -> Tensor
  func locallyConnected2dBackwardInput(
    _ dy: Tensor, weight: Tensor, inputShape: Shape, _ geometry: Conv2dGeometry
  ) -> Tensor
  func locallyConnected2dBackwardWeight(
    _ dy: Tensor, x: Tensor, _ geometry: Conv2dGeometry
  ) -> Tensor
  /// The sum over everything but axis 1: `[N, C, …]` to `[C]`.
  func channelSum(_ x: Tensor) -> Tensor
  /// The maxima and, if `recordsPositions`, their positions in a form that only this backend reads.
  /// Padding is never the maximum.
  func maxPool2d(_ x: Tensor, _ geometry: Pool2dGeometry, recordsPositions: Bool)
    -> (y: Tensor, positions: Tensor?)
  func maxPool2dBackward(
    _ dy: Tensor, positions: Tensor, inputShape: Shape, _ geometry: Pool2dGeometry
  ) -> Tensor
  func averagePool2d(_ x: Tensor, _ geometry: Pool2dGeometry) -> Tensor
  func averagePool2dBackward(_ dy: Tensor, inputShape: Shape, _ geometry: Pool2dGeometry) -> Tensor

  // MARK: Normalization, softmax, dropout

  /// `[N, C, …]` normalized over all but axis 1 by its own mean and (biased) variance, scaled by
  /// gamma and shifted by beta, both `[C]`. The activation is a clamp.
  func batchNormTraining(
    _ x: Tensor, gamma: Tensor, beta: Tensor, epsilon: Double, activation: FusedActivation
  ) -> BatchNormResult
  /// The same with given mean and variance.
  func batchNormInference(
    _ x: Tensor, gamma: Tensor, beta: Tensor, mean: Tensor, variance: Tensor, epsilon: Double,
    activation: FusedActivation
  ) -> Tensor
  /// `dy` is the gradient after the activation, which is recomputed from x.
  /// `statisticsAreConstant` means that mean and variance did not come from x (evaluation mode).
  func batchNormBackward(
    _ dy: Tensor, x: Tensor, gamma: Tensor, beta: Tensor, mean: Tensor, variance: Tensor,
    epsilon: Double, activation: FusedActivation, statisticsAreConstant: Bool
  ) -> (dx: Tensor, dgamma: Tensor, dbeta: Tensor)
  /// Normalizes each row of x, seen as `shape`, by its own mean and biased variance, then scales by
  /// gamma and shifts by beta if they are given, both `[groups · channels]`.
  func groupNorm(
    _ x: Tensor, gamma: Tensor?, beta: Tensor?, epsilon: Double, _ shape: GroupShape
  ) -> GroupNormResult
  func groupNormBackward(
    _ dy: Tensor, x: Tensor, gamma: Tensor?, _ result: GroupNormResult, _ shape: GroupShape,
    wantsParameters: Bool
  ) -> (dx: Tensor, dgamma: Tensor?, dbeta: Tensor?)
  /// Over neighboring channels of x `[N, C, …]`. Made of other kernels if not declared, as is its
  /// gradient.
  func localResponseNorm(_ x: Tensor, _ rule: LocalResponseRule) -> Tensor
  func localResponseNormBackward(_ dy: Tensor, x: Tensor, _ rule: LocalResponseRule) -> Tensor
  /// Along the last axis.
  func softmax(_ x: Tensor, logarithmic: Bool) -> Tensor
  func softmaxBackward(_ dy: Tensor, output: Tensor, logarithmic: Bool) -> Tensor
  /// The loss, a scalar, and its gradient. Logits are `[N, C]`, labels int64 `[N]`, in range or
  /// ignored, weights `[C]`.
  func softmaxCrossEntropy(
    _ logits: Tensor, labels: Tensor, weights: Tensor?, _ rule: CrossEntropyRule,
    wantsGradient: Bool
  ) -> (loss: Tensor, gradient: Tensor?)
  /// Sets elements to 0 with `probability` and scales the others. What happens to element i depends
  /// only on `key` and i, so the backward pass is the same call.
  func dropout(_ x: Tensor, probability: Double, key: RandomKey) -> Tensor
  /// Uniform in `[lower, upper)`, float32.
  func uniform(_ shape: Shape, lower: Double, upper: Double, key: RandomKey) -> Tensor
  func normal(_ shape: Shape, mean: Double, standardDeviation: Double, key: RandomKey) -> Tensor

  // MARK: Moving elements

  func permute(_ x: Tensor, _ axes: [Int]) -> Tensor
  func concatenate(_ xs: [Tensor], axis: Int) -> Tensor
  /// The parts side by side as channels. Each is computed and copied if not declared.
  func join(_ parts: [JointPart]) -> Tensor
  func slice(_ x: Tensor, axis: Int, start: Int, count: Int) -> Tensor
  /// Zeros of `shape` with x at `start` along `axis`; the backward pass of `slice`.
  func placing(_ x: Tensor, in shape: Shape, axis: Int, start: Int) -> Tensor
  /// Selects entries along `axis` by index, int64 `[n]` in range. The axis gets extent n.
  func take(_ x: Tensor, _ indices: Tensor, axis: Int) -> Tensor
  /// A copy of x with entry k of `values` along `axis` added to entry `indices[k]`.
  func adding(_ values: Tensor, to x: Tensor, at indices: Tensor, axis: Int) -> Tensor
  /// `y[…, k, …] = x[…, indices[…, k, …], …]` along `axis`. Indices are int64, in range, and have
  /// x's shape in all other axes.
  func gatherElements(_ x: Tensor, _ indices: Tensor, axis: Int) -> Tensor
  /// A copy of x with `values[…, k, …]` added to `x[…, indices[…, k, …], …]`.
  func scatteringElements(_ values: Tensor, to x: Tensor, at indices: Tensor, axis: Int) -> Tensor

  // MARK: Along one axis

  func mapped(_ x: Tensor, axis: Int, _ map: AxisMap) -> Tensor
  /// `exclusive` leaves the element itself out; `reversed` sums from the end.
  func cumulativeSum(_ x: Tensor, axis: Int, exclusive: Bool, reversed: Bool) -> Tensor
  /// The `count` largest (or smallest) elements along the last axis in order, and their indices,
  /// int64. Equal elements are in order of position. NaN counts as the largest.
  func topK(_ x: Tensor, count: Int, largest: Bool) -> (values: Tensor, indices: Tensor)

  // MARK: Recurrence

  /// One LSTM layer over a whole sequence; see `LSTMOp`.
  func lstm(_ inputs: LSTMInputs, recordsWorkspace: Bool) -> LSTMResult
  func lstmBackward(
    _ inputs: LSTMInputs, _ result: LSTMResult, dy: Tensor?, dh: Tensor?, dc: Tensor?
  ) -> LSTMGradients

  /// One step of an LSTM. `sums` `[A, 4H]` are the products with their bias for the first A rows, gates
  /// in the order input, forget, cell, output; h and c `[N, H]`; of rows whose length is not above
  /// `step`, as all beyond A, they stay as they are. Returns the activated gates `[A, 4H]`, h and c.
  func lstmCell(
    _ sums: Tensor, h: Tensor, c: Tensor, lengths: Tensor, step: Int
  ) -> (gates: Tensor, h: Tensor, c: Tensor)
  /// The gradients of the sums, of h without the part through them, and of c.
  func lstmCellBackward(
    dh: Tensor, dc: Tensor, gates: Tensor, cBefore: Tensor, c: Tensor, lengths: Tensor, step: Int
  ) -> (sums: Tensor, h: Tensor, c: Tensor)

  /// One step of a GRU whose reset gate acts after the product with h. `fromInput` and `fromHidden`
  /// `[N, 3H]` are the two products with their biases, gates in the order reset, update, new; h
  /// `[N, H]`. Of a row whose length is not above `step`, h stays as it is. Returns the activated gates
  /// `[N, 3H]` and the next h.
  func gruCell(
    _ fromInput: Tensor, _ fromHidden: Tensor, h: Tensor, lengths: Tensor?, step: Int
  ) -> (gates: Tensor, h: Tensor)
  /// The gradients of both products and of h, the latter without the part through the product.
  func gruCellBackward(
    _ dh: Tensor, gates: Tensor, fromHidden: Tensor, h: Tensor, lengths: Tensor?, step: Int
  ) -> (fromInput: Tensor, fromHidden: Tensor, h: Tensor)

  /// A step of a GRU whose reset gate acts on h before the product (Cho et al. 2014), up to that
  /// product. `fromInput` `[N, 3H]` has the gates in the order reset, update, new, with biases; of
  /// `fromHidden` the first 2H columns are the product of h for reset and update. Returns those two
  /// gates, activated, `[N, 2H]`, and the reset h `[N, H]`.
  func gruReset(_ fromInput: Tensor, _ fromHidden: Tensor, h: Tensor) -> (
    gates: Tensor, reset: Tensor
  )
  /// The rest of the step, with the product of the reset h `[N, H]`: the new values and the next h,
  /// which stays as it is in rows whose length (int64 `[N]`) is not above `step`.
  func gruRenew(
    _ fromInput: Tensor, _ product: Tensor, gates: Tensor, h: Tensor, lengths: Tensor?, step: Int
  ) -> (new: Tensor, h: Tensor)
  /// The gradient of the product of the reset h, `[N, H]`.
  func gruRenewBackward(
    _ dh: Tensor, new: Tensor, gates: Tensor, lengths: Tensor?, step: Int
  ) -> Tensor
  /// The gradients of `fromInput`, of the first 2H columns of `fromHidden`, and of h without the
  /// part through that product. `dReset` is the gradient of the reset h, `dNew` that of its product.
  func gruResetBackward(
    _ dh: Tensor, dReset: Tensor, dNew: Tensor, new: Tensor, gates: Tensor, h: Tensor,
    lengths: Tensor?, step: Int
  ) -> (fromInput: Tensor, fromHidden: Tensor, h: Tensor)

  // MARK: Attention

  /// Additive attention of queries `[R, A]`: weights `[R, S]`, softmax over the places of
  /// `v · tanh(query + key)`, and the sums of the values with these weights `[R, C]`.
  func additiveAttention(_ query: Tensor, _ source: AttentionSource) -> (
    weights: Tensor, context: Tensor
  )
  /// The gradients of the scores before softmax `[R, S]` and of the queries `[R, A]`.
  func additiveAttentionBackward(
    _ dContext: Tensor, query: Tensor, weights: Tensor, _ source: AttentionSource
  ) -> (scores: Tensor, query: Tensor)
  /// The gradients of keys, values and v over T calls with a row for each sequence: queries
  /// `[T, N, A]`, weights and `dScores` `[T, N, S]`, `dContext` `[T, N, C]`.
  func additiveAttentionSourceBackward(
    _ dContext: Tensor, queries: Tensor, weights: Tensor, dScores: Tensor,
    _ source: AttentionSource
  ) -> (keys: Tensor, values: Tensor, v: Tensor)

  // MARK: Trees

  /// Composes the nodes of trees from their leaves; see `TreeOp`. Children come before parents.
  func tree(_ inputs: TreeInputs) -> TreeResult
  func treeBackward(_ dy: Tensor, _ inputs: TreeInputs, _ result: TreeResult) -> TreeGradients
  /// Adds to each inner node of `x` `[L + M, D]` its children, from the leaves upward; with
  /// `isBackward`, to each child its parent, from the roots downward, the gradient of the former.
  func treeSum(_ x: Tensor, children: Tensor, isBackward: Bool) -> Tensor

  // MARK: Optimizer steps, in place

  /// One step of a rule, with the tensors that it keeps for the parameter (`UpdateRule`).
  func update(_ parameter: Tensor, gradient: Tensor, slots: [Tensor], _ rule: UpdateRule)
  /// Converts x to the layout of `other`, which has the same shape. Use it if `other` is to keep
  /// its layout: `update` would convert `other` instead. Does nothing by default.
  func convert(_ x: Tensor, toLayoutOf other: Tensor)
  /// Overwrites entry `indices[k]` along axis 0 of x with entry k of `values`, in place.
  func replaceRows(in x: Tensor, at indices: Tensor, with values: Tensor)
}

extension Backend {
  public func add(_ x: Tensor, into sum: Storage) -> Bool { false }

  public func convert(_ x: Tensor, toLayoutOf other: Tensor) {}
}
