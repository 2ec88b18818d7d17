extension Tensor {
  /// Entries along `axis` by index, int64 `[n]`. PyTorch: `torch.index_select`.
  public func indexSelected(_ indices: Tensor, axis: Int) -> Tensor {
    applyOp(IndexSelectOp(axis: axis), self, indices)
  }

  /// `y[…, k, …] = self[…, indices[…, k, …], …]` along `axis`; indices int64 with the tensor's
  /// extents along all other axes. PyTorch: `torch.gather`.
  public func gathered(_ indices: Tensor, axis: Int) -> Tensor {
    applyOp(GatherOp(axis: axis), self, indices)
  }

  /// A copy with `values[…, k, …]` added to the element `[…, indices[…, k, …], …]`; an element may be
  /// named several times. PyTorch: `torch.scatter_add`.
  public func scatterAdding(_ values: Tensor, at indices: Tensor, axis: Int) -> Tensor {
    applyOp(ScatterAddOp(axis: axis), self, indices, values)
  }
}
