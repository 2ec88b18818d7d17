/// The gradients of a loss, as a value: they can be added, scaled and passed to an optimizer.
public struct Gradients: Sendable {
  private var entries: [LeafID: Gradient] = [:]

  init(_ entries: [LeafID: Gradient]) { self.entries = entries }

  /// No gradients, to start a sum with.
  public init() {}

  /// The gradient of a parameter, or nil if the loss does not depend on it or it is frozen.
  public subscript(parameter: Parameter) -> Gradient? {
    get { entries[parameter.leaf] }
    set { entries[parameter.leaf] = newValue }
  }

  public var isEmpty: Bool { entries.isEmpty }

  /// The parameters and watched tensors that have a gradient.
  package var leaves: some Collection<LeafID> { entries.keys }

  /// The sum; a parameter that occurs on one side only keeps that side's gradient.
  public static func + (a: Gradients, b: Gradients) -> Gradients {
    Gradients(a.entries.merging(b.entries) { $0 + $1 })
  }

  public static func += (a: inout Gradients, b: Gradients) { a = a + b }

  public static func * (gradients: Gradients, factor: Double) -> Gradients {
    Gradients(gradients.entries.mapValues { $0.scaled(by: factor) })
  }
}

extension Gradients {
  /// The L2 norm of all gradients together as one vector.
  public var norm: Double {
    // Sum in the parameters' order, so that the result has the same bits in every run.
    entries.sorted { $0.key.value < $1.key.value }.reduce(0) { sum, entry in
      let gradient = entry.value.coalesced.values
      let backend = gradient.device.backend
      let squares = backend.reduce(
        .sum, backend.unary(.square, gradient), axes: Array(0..<gradient.rank))
      return sum + squares.scalars(as: Double.self)[0]
    }.squareRoot()
  }

  /// Whether no element is infinite or NaN; see the backend's `isFinite`.
  package var areFinite: Bool { entries.values.allSatisfy(\.isFinite) }

  /// Scales the gradients down to a norm of at most `limit` (Pascanu et al., ICML 2013), as
  /// PyTorch's `clip_grad_norm_` does.
  public func clipped(toNorm limit: Double) -> Gradients { clipped(toNorm: limit, from: norm) }

  /// The same if the norm is already known.
  package func clipped(toNorm limit: Double, from norm: Double) -> Gradients {
    let factor = limit / (norm + 1e-6)
    return factor < 1 ? self * factor : self
  }

  /// Limits every element to the range from -`limit` to `limit`.
  public func clipped(toValue limit: Double) -> Gradients {
    Gradients(
      entries.mapValues { gradient in
        gradient.coalesced.mapValues {
          $0.device.backend.unary(.clamp(lower: -limit, upper: limit), $0)
        }
      })
  }
}

extension Tensor {
  /// The gradients of this scalar with respect to every parameter that it was computed from.
  ///
  /// `whenFinal` is called with each parameter as soon as its gradient is complete, while the pass
  /// goes on, so that updates or communication can overlap with it.
  public func gradients(
    _ options: BackwardOptions = BackwardOptions(),
    whenFinal: ((_ gradient: Gradient, _ isOf: (Parameter) -> Bool) -> Void)? = nil
  ) -> Gradients {
    var leaves: [LeafID: Gradient] = [:]
    Backward(root: self, seed: nil, options: options).run(wanted: nil) { id, gradient in
      leaves[id] = gradient
      whenFinal?(gradient) { $0.leaf == id }
    }
    return Gradients(leaves)
  }

  /// This tensor as a leaf of the tape, so that gradients with respect to it can be computed.
  public func watched() -> Tensor {
    let node = Node(leaf: LeafID(), spec, on: device)
    return Tensor(storage: storage, shape: shape, origin: Origin(node: node, output: 0))
  }
}

/// The gradients of `loss` with respect to watched inputs or intermediate activations. If `loss` is
/// not a scalar, `seed` is needed: the gradient to start from. The gradient is zero if `loss` does
/// not depend on a tensor.
public func gradients(
  of loss: Tensor, withRespectTo tensors: [Tensor], seed: Tensor? = nil,
  _ options: BackwardOptions = BackwardOptions()
) -> [Tensor] {
  let origins = tensors.map { tensor in
    guard let origin = tensor.origin else {
      stop("gradients: a tensor of shape \(tensor.shape) is not recorded; use x.watched()")
    }
    return origin
  }
  let found = Backward(root: loss, seed: seed, options: options).run(wanted: origins) { _, _ in }
  return zip(found, tensors).map { gradient, tensor in
    gradient?.tensor ?? .zeros(tensor.shape, dtype: tensor.dtype, on: tensor.device)
  }
}

public func gradients(
  of loss: Tensor, withRespectTo tensor: Tensor, seed: Tensor? = nil,
  _ options: BackwardOptions = BackwardOptions()
) -> Tensor {
  gradients(of: loss, withRespectTo: [tensor], seed: seed, options)[0]
}
