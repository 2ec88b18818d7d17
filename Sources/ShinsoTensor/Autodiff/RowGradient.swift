/// Rows of a gradient that is zero elsewhere. If a row is listed several times, the values add up.
public struct RowGradient: Sendable {
  /// The indices of the rows, int64 `[n]`.
  public let indices: Tensor
  /// The values of the rows, `[n] + shape[1...]`.
  public let values: Tensor
  /// The shape of the whole gradient.
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

  /// The same gradient with each row listed once, in ascending order.
  package var coalesced: RowGradient {
    // Sort numbers that combine row and position, so that equal rows end up together.
    let list = indices.scalars(as: Int64.self)
    var keys = list.enumerated().map { UInt64($1) << 32 | UInt64($0) }
    keys.sort()
    var rows: [Int64] = []
    rows.reserveCapacity(keys.count)
    var places = [Int64](repeating: 0, count: keys.count)
    for key in keys {
      let row = Int64(key >> 32)
      if rows.last != row { rows.append(row) }
      places[Int(key & 0xFFFF_FFFF)] = Int64(rows.count - 1)
    }
    if rows.count == list.count, rows == list { return self }
    let backend = values.device.backend
    let sums = backend.adding(
      values,
      to: backend.full(
        0, shape: values.shape.replacing(axis: 0, with: rows.count), dtype: values.dtype),
      at: Tensor(places, on: values.device), axis: 0)
    return RowGradient(indices: Tensor(rows, on: values.device), values: sums, shape: shape)
  }

  func appending(_ other: RowGradient) -> RowGradient {
    let backend = values.device.backend
    return RowGradient(
      indices: backend.concatenate([indices, other.indices], axis: 0),
      values: backend.concatenate([values, other.values], axis: 0), shape: shape)
  }
}
