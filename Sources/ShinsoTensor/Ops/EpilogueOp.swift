/// An op that sums products of an input with a weight and finishes the sums: `activation(sums + bias
/// + residual)`. Its inputs are x, the weight, the bias if there is one, and the residual if
/// `hasResidual`.
protocol EpilogueOp: Op {
  var hasResidual: Bool { get }
  var activation: FusedActivation { get }
}

extension EpilogueOp {
  /// What an op with so many inputs calls them.
  func inputNames(count: Int) -> [String] {
    ["input", "weight"] + (count > (hasResidual ? 3 : 2) ? ["bias"] : [])
      + (hasResidual ? ["residual"] : [])
  }

  /// Number and types of the inputs.
  func requireEpilogueInputs(_ inputs: [TensorSpec]) throws(OpError) {
    try requireCount(inputs, inputNames(count: 4), optional: 1)
    try requireFloats(inputs, inputNames(count: inputs.count))
  }

  /// Shapes of bias and residual.
  func requireEpilogue(_ inputs: [TensorSpec], outputs: Int, result: Shape) throws(OpError) {
    for (input, name) in zip(inputs, inputNames(count: inputs.count)).dropFirst(2) {
      if name == "bias" {
        try requireShape([outputs], input, name, "one number an output")
      } else {
        try requireShape(result, input, name, "the result's shape")
      }
    }
  }

  /// Without the activation where that must be applied by itself, because its gradient is computed
  /// from what comes before it.
  func epilogue(_ inputs: [Tensor], _ context: ForwardContext) -> Epilogue {
    Epilogue(
      bias: inputs.count > (hasResidual ? 3 : 2) ? inputs[2] : nil,
      residual: hasResidual ? inputs[inputs.count - 1] : nil,
      activation: isApart(context) ? .none : activation)
  }

  private func isApart(_ context: ForwardContext) -> Bool {
    context.isRecording && activation.function?.derivative == .input
  }

  /// The result from what the epilogue has made, and what the activation's gradient is computed
  /// from.
  func finished(
    _ sums: Tensor, _ context: ForwardContext, on backend: any Backend
  ) -> (result: Tensor, known: Tensor?) {
    guard let function = activation.function else { return (sums, nil) }
    return (isApart(context) ? backend.unary(function, sums) : sums, sums)
  }
}
