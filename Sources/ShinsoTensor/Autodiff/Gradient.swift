/// The gradient of one parameter or tensor.
public enum Gradient: Sendable {
  case dense(Tensor)
  /// Row-sparse: only some rows along the first axis differ from zero (an embedding's table).
  case rows(RowGradient)

  /// The gradient as an ordinary tensor.
  public var tensor: Tensor {
    switch self {
    case .dense(let tensor): tensor
    case .rows(let rows): rows.dense
    }
  }

  package static func + (a: Gradient, b: Gradient) -> Gradient {
    switch (a, b) {
    case (.rows(let a), .rows(let b)): .rows(a.appending(b))
    case (.dense(let dense), .rows(let rows)), (.rows(let rows), .dense(let dense)):
      .dense(dense.device.backend.adding(rows.values, to: dense, at: rows.indices, axis: 0))
    case (.dense(let a), .dense(let b)): .dense(a.device.backend.binary(.add, a, b))
    }
  }

  package func scaled(by factor: Double) -> Gradient {
    switch self {
    case .dense(let tensor):
      .dense(tensor.device.backend.affine(tensor, scale: factor, offset: 0))
    case .rows(let rows):
      .rows(
        RowGradient(
          indices: rows.indices,
          values: rows.values.device.backend.affine(rows.values, scale: factor, offset: 0),
          shape: rows.shape))
    }
  }
}

/// Rows of a gradient that is zero elsewhere. A row may come several times: they add up.
public struct RowGradient: Sendable {
  /// int64 `[n]`.
  public let indices: Tensor
  /// `[n] + shape[1...]`.
  public let values: Tensor
  /// The whole gradient's shape.
  public let shape: Shape

  package init(indices: Tensor, values: Tensor, shape: Shape) {
    self.indices = indices
    self.values = values
    self.shape = shape
  }

  public var dense: Tensor {
    let backend = values.device.backend
    return backend.adding(
      values, to: backend.full(0, shape: shape, dtype: values.dtype), at: indices, axis: 0)
  }

  func appending(_ other: RowGradient) -> RowGradient {
    let backend = values.device.backend
    return RowGradient(
      indices: backend.concatenate([indices, other.indices], axis: 0),
      values: backend.concatenate([values, other.values], axis: 0), shape: shape)
  }
}
