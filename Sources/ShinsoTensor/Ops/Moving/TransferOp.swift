/// The same values on another device. The gradient is moved back.
public struct TransferOp: Op {
  public var device: Device

  public init(to device: Device) { self.device = device }

  public var name: OpName { "transfer" }

  public var isArithmetic: Bool { false }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireCount(inputs)
    return inputs
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) -> [Tensor] {
    [inputs[0].copied(to: device)]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    [.dense(pass.gradient.copied(to: pass.backend.device))]
  }
}

extension Tensor {
  /// The same values on another device, or this tensor where it lies there already. The gradient is
  /// moved back. PyTorch: `torch.Tensor.to`.
  public func to(_ device: Device) -> Tensor {
    device == self.device ? self : applyOp(TransferOp(to: device), self)
  }
}
