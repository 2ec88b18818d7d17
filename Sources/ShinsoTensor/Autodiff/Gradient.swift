/// The gradient of one parameter or tensor.
public enum Gradient: Sendable {
  case dense(Tensor)
  /// A row-sparse gradient: only some rows along the first axis differ from zero, as for an
  /// embedding's table.
  case rows(RowGradient)
  /// A product that is not computed yet; only within a backward pass.
  case product(ProductGradient)

  /// The gradient as an ordinary, dense tensor.
  public var tensor: Tensor {
    switch self {
    case .dense(let tensor): tensor
    case .rows(let rows): rows.dense
    case .product(let product): product.tensor
    }
  }

  /// The same gradient as it leaves a backward pass.
  var summed: Gradient {
    if case .product(let product) = self { return .dense(product.tensor) }
    return self
  }

  /// The tensor, or the rows that may differ from zero.
  var values: Tensor {
    if case .rows(let rows) = self { return rows.values }
    return tensor
  }

  /// The same gradient, with each row listed once.
  var coalesced: Gradient {
    if case .rows(let rows) = self { return .rows(rows.coalesced) }
    return self
  }

  /// Applies `body` to `values`; `body` must map zeros to zeros.
  func mapValues(_ body: (Tensor) -> Tensor) -> Gradient {
    if case .rows(let rows) = self {
      return .rows(RowGradient(indices: rows.indices, values: body(rows.values), shape: rows.shape))
    }
    return .dense(body(tensor))
  }

  /// Whether no element is infinite or NaN; see the backend's `isFinite`.
  package var isFinite: Bool { values.device.backend.isFinite(values) }

  package static func + (a: Gradient, b: Gradient) -> Gradient { a.adding(b) }

  /// The sum, in place where nobody else holds this gradient.
  consuming func adding(_ other: Gradient) -> Gradient {
    switch consume self {
    case .rows(var rows):
      if case .rows(let more) = other {
        rows.append(more)
        return .rows(rows)
      }
      return .dense(Self.sum(other.tensor, rows))
    case .product(var product):
      if case .product(let more) = other, product.weight.storage === more.weight.storage {
        product.append(more)
        return .product(product)
      }
      return Gradient.dense(product.tensor).adding(other)
    case .dense(let tensor):
      if case .rows(let rows) = other { return .dense(Self.sum(tensor, rows)) }
      return .dense(Self.sum(tensor, other.tensor))
    }
  }

  private static func sum(_ dense: Tensor, _ rows: RowGradient) -> Tensor {
    dense.device.backend.adding(rows.values, to: dense, at: rows.indices, axis: 0)
  }

  private static func sum(_ a: consuming Tensor, _ b: Tensor) -> Tensor {
    var storage = a.storage
    let (shape, backend) = (a.shape, a.device.backend)
    _ = consume a
    if isKnownUniquelyReferenced(&storage), storage.isSoleOwner, backend.add(b, into: storage) {
      return Tensor(storage: storage, shape: shape)
    }
    return backend.binary(.add, Tensor(storage: storage, shape: shape), b)
  }

  package func scaled(by factor: Double) -> Gradient {
    mapValues { $0.device.backend.scaleShift($0, scale: factor, offset: 0) }
  }
}

extension Gradient? {
  mutating func add(_ other: Gradient) {
    guard let sum = take() else {
      self = other
      return
    }
    self = sum.adding(other)
  }
}
