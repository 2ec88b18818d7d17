/// A function of two truth values at the same place, with NumPy broadcasting: bool. No gradient flows.
public struct LogicalOp: Op {
  public var function: LogicalFunction

  public init(_ function: LogicalFunction) { self.function = function }

  public var name: OpName { OpName(rawValue: function.rawValue) }
  public var inputNames: [String] { ["left", "right"] }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireCount(inputs)
    for (input, role) in zip(inputs, inputNames) {
      try require(
        input.dtype == .bool, "\(role) \(input.shape) is \(input.dtype.rawValue), not bool")
    }
    return [TensorSpec(shape: try broadcast(inputs[0], inputs[1]), dtype: .bool)]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) -> [Tensor] {
    [backend.logical(function, inputs[0], inputs[1])]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] { [nil, nil] }
}

extension Tensor {
  /// Of bools, elementwise, with broadcasting. PyTorch: `torch.logical_and`.
  public static func .& (a: Tensor, b: Tensor) -> Tensor { applyOp(LogicalOp(.and), a, b) }

  /// Of bools, elementwise, with broadcasting. PyTorch: `torch.logical_or`.
  public static func .| (a: Tensor, b: Tensor) -> Tensor { applyOp(LogicalOp(.or), a, b) }

  /// Of bools, elementwise, with broadcasting. PyTorch: `torch.logical_xor`.
  public static func .^ (a: Tensor, b: Tensor) -> Tensor { applyOp(LogicalOp(.xor), a, b) }

  /// Of bools, elementwise. PyTorch: `torch.logical_not`.
  public static prefix func .! (x: Tensor) -> Tensor {
    x .^ .full(1, shape: [], dtype: .bool, on: x.device)
  }
}
