/// An op that sums products of an input with a weight and finishes the sums: `activation(sums + bias
/// + residual)`. Behind x and the weight come the residual, if `hasResidual`, and the bias, if there
/// is one.
package protocol EpilogueOp: Op {
  var hasResidual: Bool { get set }
  var activation: FusedActivation { get set }
}

extension EpilogueOp {
  /// Where the bias stands if there is one.
  private var biasPosition: Int { hasResidual ? 3 : 2 }

  func requireEpilogue(_ inputs: [TensorSpec], outputs: Int, result: Shape) throws(OpError) {
    if hasResidual { try requireShape(result, inputs[2], "residual", "the result's shape") }
    if inputs.count > biasPosition {
      try requireShape([outputs], inputs[biasPosition], "bias", "one number an output")
    }
  }

  /// Without the activation where that must be applied by itself, because its gradient is computed
  /// from what comes before it.
  func epilogue(_ inputs: [Tensor], _ context: ForwardContext) -> Epilogue {
    Epilogue(
      bias: inputs.count > biasPosition ? inputs[biasPosition] : nil,
      residual: hasResidual ? inputs[2] : nil, activation: isApart(context) ? .none : activation)
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

  func epilogueNeeds(_ pass: BackwardPass) -> (residual: Bool, bias: Bool) {
    (
      hasResidual && pass.needs[2],
      pass.needs.count > biasPosition && pass.needs[biasPosition]
    )
  }
}
