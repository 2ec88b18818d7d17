extension Tensor {
  /// The same elements in row-major order in another shape; one extent may be -1: whatever is left.
  /// PyTorch: `torch.reshape`.
  public func reshaped(_ dims: some Collection<Int>) -> Tensor {
    applyOp(ReshapeOp(Array(dims)), self)
  }

  /// Axes `from` to `to`, both included, made one: `x.flattened(from: 1)` turns `[N, C, H, W]` into
  /// `[N, C · H · W]`. PyTorch: `torch.flatten`.
  public func flattened(from: Int = 0, to: Int = -1) -> Tensor {
    applyOp(FlattenOp(from: from, to: to), self)
  }

  /// Without `axis`, whose extent must be 1. PyTorch: `torch.squeeze`.
  public func squeezed(_ axis: Int) -> Tensor { applyOp(SqueezeOp(axis: axis), self) }

  /// With a new axis of extent 1 at `axis`; -1 appends it. PyTorch: `torch.unsqueeze`.
  public func unsqueezed(_ axis: Int) -> Tensor { applyOp(UnsqueezeOp(axis: axis), self) }
}
