/// A comparison of two elements at the same place, floating-point numbers or int64, with NumPy
/// broadcasting: bool. No gradient flows.
public struct CompareOp: Op {
  public var comparison: Comparison

  public init(_ comparison: Comparison) { self.comparison = comparison }

  public var name: OpName { OpName(rawValue: comparison.rawValue) }
  public var inputNames: [String] { ["left", "right"] }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireCount(inputs)
    if inputs.contains(where: { $0.dtype != .int64 }) {
      try requireFloats(inputs, allowsEmpty: true)
    }
    return [TensorSpec(shape: try broadcast(inputs[0], inputs[1]), dtype: .bool)]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) -> [Tensor] {
    [backend.compare(comparison, inputs[0], inputs[1])]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] { [nil, nil] }
}

extension Tensor {
  /// Elementwise, bool, with broadcasting. PyTorch: `torch.eq`.
  public static func .== (a: Tensor, b: Tensor) -> Tensor { applyOp(CompareOp(.equal), a, b) }

  /// Elementwise, bool, with broadcasting. PyTorch: `torch.ne`.
  public static func .!= (a: Tensor, b: Tensor) -> Tensor { applyOp(CompareOp(.notEqual), a, b) }

  /// Elementwise, bool, with broadcasting. PyTorch: `torch.lt`.
  public static func .< (a: Tensor, b: Tensor) -> Tensor { applyOp(CompareOp(.less), a, b) }

  /// Elementwise, bool, with broadcasting. PyTorch: `torch.le`.
  public static func .<= (a: Tensor, b: Tensor) -> Tensor { applyOp(CompareOp(.lessOrEqual), a, b) }

  /// Elementwise, bool, with broadcasting. PyTorch: `torch.gt`.
  public static func .> (a: Tensor, b: Tensor) -> Tensor { applyOp(CompareOp(.greater), a, b) }

  /// Elementwise, bool, with broadcasting. PyTorch: `torch.ge`.
  public static func .>= (a: Tensor, b: Tensor) -> Tensor {
    applyOp(CompareOp(.greaterOrEqual), a, b)
  }
}
