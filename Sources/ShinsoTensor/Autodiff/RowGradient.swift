/// Rows of a gradient that is zero elsewhere. If a row is listed several times, the values add up.
public struct RowGradient: Sendable {
  /// The shape of the whole gradient.
  public let shape: Shape
  /// Lists that follow each other: what a table that is used at every step of a sequence gets,
  /// joined once in the end.
  private var parts: [(indices: Tensor, values: Tensor)]

  package init(indices: Tensor, values: Tensor, shape: Shape) {
    self.shape = shape
    parts = [(indices, values)]
  }

  /// The indices of the rows, int64 `[n]`.
  public var indices: Tensor { joined(parts.map(\.indices)) }

  /// The values of the rows, `[n] + shape[1...]`.
  public var values: Tensor { joined(parts.map(\.values)) }

  public var dense: Tensor {
    let values = values
    let backend = values.device.backend
    return backend.adding(
      values, to: backend.full(0, shape: shape, dtype: values.dtype), at: indices, axis: 0)
  }

  /// The same gradient with each row listed once, in ascending order.
  package var coalesced: RowGradient {
    let (indices, values) = (indices, values)
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
    if rows.count == list.count, rows == list {
      return RowGradient(indices: indices, values: values, shape: shape)
    }
    let backend = values.device.backend
    let sums = backend.adding(
      values,
      to: backend.full(
        0, shape: values.shape.replacing(axis: 0, with: rows.count), dtype: values.dtype),
      at: Tensor(places, on: values.device), axis: 0)
    return RowGradient(indices: Tensor(rows, on: values.device), values: sums, shape: shape)
  }

  mutating func append(_ other: RowGradient) { parts += other.parts }

  private func joined(_ tensors: [Tensor]) -> Tensor {
    tensors.count == 1
      ? tensors[0] : tensors[0].device.backend.concatenate(tensors, axis: 0)
  }
}
