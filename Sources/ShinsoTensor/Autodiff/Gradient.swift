/// The gradient of one parameter or tensor.
public enum Gradient: Sendable {
  case dense(Tensor)
  /// A row-sparse gradient: only some rows along the first axis differ from zero, as for an
  /// embedding's table.
  case rows(RowGradient)

  /// The gradient as an ordinary, dense tensor.
  public var tensor: Tensor {
    switch self {
    case .dense(let tensor): tensor
    case .rows(let rows): rows.dense
    }
  }

  /// The tensor, or the rows that may differ from zero.
  var values: Tensor {
    switch self {
    case .dense(let tensor): tensor
    case .rows(let rows): rows.values
    }
  }

  /// The same gradient, with each row listed once.
  var coalesced: Gradient {
    switch self {
    case .dense: self
    case .rows(let rows): .rows(rows.coalesced)
    }
  }

  /// Applies `body` to `values`; `body` must map zeros to zeros.
  func mapValues(_ body: (Tensor) -> Tensor) -> Gradient {
    switch self {
    case .dense(let tensor): .dense(body(tensor))
    case .rows(let rows):
      .rows(RowGradient(indices: rows.indices, values: body(rows.values), shape: rows.shape))
    }
  }

  /// Whether no element is infinite or NaN; see the backend's `isFinite`.
  package var isFinite: Bool { values.device.backend.isFinite(values) }

  package static func + (a: Gradient, b: Gradient) -> Gradient {
    switch (a, b) {
    case (.rows(let a), .rows(let b)): .rows(a.appending(b))
    case (.dense(let dense), .rows(let rows)), (.rows(let rows), .dense(let dense)):
      .dense(dense.device.backend.adding(rows.values, to: dense, at: rows.indices, axis: 0))
    case (.dense(let a), .dense(let b)): .dense(a.device.backend.binary(.add, a, b))
    }
  }

  package func scaled(by factor: Double) -> Gradient {
    mapValues { $0.device.backend.scaleShift($0, scale: factor, offset: 0) }
  }
}
