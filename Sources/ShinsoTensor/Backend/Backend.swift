/// The seam between tensors and a device: memory, random numbers, optimizer steps, and the kernels
/// that ops are made of. A call may enqueue; only reading on the host waits. Arguments have been
/// checked; tensors come in without a record and go out without one.
///
/// Shapes in comments: `N` batch, `C` channels, `H` `W` height and width, `T` time steps.
public protocol Backend: Sendable {
  var device: Device { get }

  /// Whether kernels compute in this type; the others are storage only.
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
  /// The gradient before `function`, where `known` is its input or its output as
  /// `UnaryFunction.derivative` says; not called for steps.
  func unaryBackward(_ function: UnaryFunction, gradient: Tensor, known: Tensor) -> Tensor
  /// With NumPy broadcasting.
  func binary(_ function: BinaryFunction, _ a: Tensor, _ b: Tensor) -> Tensor
  /// bool; with broadcasting.
  func compare(_ comparison: Comparison, _ a: Tensor, _ b: Tensor) -> Tensor
  /// `a` where `condition` (bool), else `b`; each of the condition's shape or a scalar.
  func select(_ condition: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor
  /// Reduced axes keep extent 1.
  func reduce(_ reduction: Reduction, _ x: Tensor, axes: [Int]) -> Tensor
  /// Whether no element is infinite or NaN. False too where elements are so large that their sum is
  /// infinite. In one pass, in whatever layout x has.
  func isFinite(_ x: Tensor) -> Bool
  /// Of any type.
  func broadcast(_ x: Tensor, to shape: Shape) -> Tensor
  /// int64; the axis is removed; the first of equals wins.
  func argmax(_ x: Tensor, axis: Int) -> Tensor

  // MARK: Products

  /// `[…, M, K] · […, K, N]`, each optionally transposed in its last two axes; leading axes equal.
  func matmul(_ a: Tensor, _ b: Tensor, transposeA: Bool, transposeB: Bool) -> Tensor
  /// `x · weightᵀ`, finished by the epilogue; x `[M, K]`, weight `[N, K]`.
  func linear(_ x: Tensor, weight: Tensor, _ epilogue: Epilogue) -> Tensor
  func linearBackwardInput(_ dy: Tensor, weight: Tensor) -> Tensor
  /// `dyᵀ · x`, in the layout that the weight's update likes best.
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
  /// Those of a convolution's gradients that are wanted, together where that is faster, else one by
  /// one. `x` is given where the weight's is wanted.
  func conv2dBackward(
    _ dy: Tensor, x: Tensor?, inputShape: Shape, weight: Tensor, _ geometry: Conv2dGeometry,
    wantsInput: Bool, wantsBias: Bool
  ) -> Conv2dGradients
  /// The sum over everything but axis 1: `[N, C, …]` to `[C]`.
  func channelSum(_ x: Tensor) -> Tensor
  /// The maxima, and where they lay, in a form that only this backend reads.
  /// Padding is never the maximum. `recordsPositions` false: no positions.
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
  /// As above with the given mean and variance.
  func batchNormInference(
    _ x: Tensor, gamma: Tensor, beta: Tensor, mean: Tensor, variance: Tensor, epsilon: Double,
    activation: FusedActivation
  ) -> Tensor
  /// `dy` is the gradient after the activation, which is computed again from x.
  /// `statisticsAreConstant`: mean and variance did not come from x (evaluation mode).
  func batchNormBackward(
    _ dy: Tensor, x: Tensor, gamma: Tensor, beta: Tensor, mean: Tensor, variance: Tensor,
    epsilon: Double, activation: FusedActivation, statisticsAreConstant: Bool
  ) -> (dx: Tensor, dgamma: Tensor, dbeta: Tensor)
  /// x seen as `shape`, each row normalized by its own mean and biased variance, then scaled by
  /// gamma and shifted by beta, if they are given: `[groups · channels]`.
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
  /// logits `[N, C]`, labels int64 `[N]` in range or ignored, weights `[C]`: the loss, a scalar, and
  /// its gradient.
  func softmaxCrossEntropy(
    _ logits: Tensor, labels: Tensor, weights: Tensor?, _ rule: CrossEntropyRule,
    wantsGradient: Bool
  ) -> (loss: Tensor, gradient: Tensor?)
  /// Zeros elements with `probability`, scales the others; element i depends on `key` and i alone,
  /// so the backward pass is the same call.
  func dropout(_ x: Tensor, probability: Double, key: RandomKey) -> Tensor
  /// float32; uniform in `[lower, upper)`.
  func uniform(_ shape: Shape, lower: Double, upper: Double, key: RandomKey) -> Tensor
  func normal(_ shape: Shape, mean: Double, standardDeviation: Double, key: RandomKey) -> Tensor

  // MARK: Moving elements

  func permute(_ x: Tensor, _ axes: [Int]) -> Tensor
  func concatenate(_ xs: [Tensor], axis: Int) -> Tensor
  /// The parts side by side as channels. Each is computed and copied if not declared.
  func join(_ parts: [JointPart]) -> Tensor
  func slice(_ x: Tensor, axis: Int, start: Int, count: Int) -> Tensor
  /// Zeros of `shape` with x at `start` along `axis`: the backward of `slice`.
  func placing(_ x: Tensor, in shape: Shape, axis: Int, start: Int) -> Tensor
  /// Entries along `axis` by index, int64 `[n]` in range: the axis gets extent n.
  func take(_ x: Tensor, _ indices: Tensor, axis: Int) -> Tensor
  /// A copy of x with entry k of `values` along `axis` added to entry `indices[k]`.
  func adding(_ values: Tensor, to x: Tensor, at indices: Tensor, axis: Int) -> Tensor
  /// `y[…, k, …] = x[…, indices[…, k, …], …]` along `axis`; indices int64 in range, of x's shape in
  /// all other axes.
  func gatherElements(_ x: Tensor, _ indices: Tensor, axis: Int) -> Tensor
  /// A copy of x with `values[…, k, …]` added to `x[…, indices[…, k, …], …]`.
  func scatteringElements(_ values: Tensor, to x: Tensor, at indices: Tensor, axis: Int) -> Tensor

  // MARK: Along one axis

  func mapped(_ x: Tensor, axis: Int, _ map: AxisMap) -> Tensor
  /// `exclusive`: without the element itself. `reversed`: from the end.
  func cumulativeSum(_ x: Tensor, axis: Int, exclusive: Bool, reversed: Bool) -> Tensor
  /// The `count` largest (or smallest) along the last axis in order, and where they lie, int64; of
  /// equal ones the first. NaN counts as the largest.
  func topK(_ x: Tensor, count: Int, largest: Bool) -> (values: Tensor, indices: Tensor)

  // MARK: Recurrence

  /// One LSTM layer over a whole sequence; see `LSTMOp`.
  func lstm(_ inputs: LSTMInputs, recordsWorkspace: Bool) -> LSTMResult
  func lstmBackward(
    _ inputs: LSTMInputs, _ result: LSTMResult, dy: Tensor?, dh: Tensor?, dc: Tensor?
  ) -> LSTMGradients

  /// One step of a GRU whose reset gate acts after the product with h. `fromInput` and `fromHidden`
  /// `[N, 3H]` are the two products with their biases, gates in the order reset, update, new; h
  /// `[N, H]`. The result: the activated gates `[N, 3H]` and the next h.
  func gruCell(_ fromInput: Tensor, _ fromHidden: Tensor, h: Tensor) -> (gates: Tensor, h: Tensor)
  /// The gradients of both products and of h, the last without what flows through the product.
  func gruCellBackward(_ dh: Tensor, gates: Tensor, fromHidden: Tensor, h: Tensor)
    -> (fromInput: Tensor, fromHidden: Tensor, h: Tensor)

  // MARK: Optimizer steps, in place

  /// One step of a rule, with the tensors that it keeps beside the parameter (`UpdateRule`).
  func update(_ parameter: Tensor, gradient: Tensor, slots: [Tensor], _ rule: UpdateRule)
  /// Brings x into the layout of `other`, of the same shape, as `update` would bring `other` into
  /// that of x: for the tensor that will stay in its layout. Does nothing if not declared.
  func convert(_ x: Tensor, toLayoutOf other: Tensor)
  /// Writes entry k of `values` over entry `indices[k]` along axis 0 of x, in place.
  func replaceRows(in x: Tensor, at indices: Tensor, with values: Tensor)
}

extension Backend {
  public func convert(_ x: Tensor, toLayoutOf other: Tensor) {}
}
