/// The gradients of one loss, a value: add them up, scale them, hand them to an optimizer.
public struct Gradients: Sendable {
  private var entries: [LeafID: Gradient] = [:]

  init(_ entries: [LeafID: Gradient]) { self.entries = entries }

  /// No gradients: the start of a sum.
  public init() {}

  /// The gradient of a parameter, or nil if the loss does not depend on it or it is frozen.
  public subscript(parameter: Parameter) -> Gradient? {
    get { entries[parameter.leaf] }
    set { entries[parameter.leaf] = newValue }
  }

  public var isEmpty: Bool { entries.isEmpty }

  /// What they are the gradients of.
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
  /// The length of all gradients together as one vector (L2).
  public var norm: Double {
    // In the parameters' order, so that the sum has the same bits in every run.
    entries.sorted { $0.key.value < $1.key.value }.reduce(0) { sum, entry in
      let gradient = entry.value.coalesced.values
      let backend = gradient.device.backend
      let squares = backend.reduce(
        .sum, backend.unary(.square, gradient), axes: Array(0..<gradient.rank))
      return sum + squares.scalars(as: Double.self)[0]
    }.squareRoot()
  }

  /// Whether each of them is, as the backend's `isFinite`.
  package var areFinite: Bool { entries.values.allSatisfy(\.isFinite) }

  /// Scaled down to a length of at most `limit` (Pascanu et al., ICML 2013), as PyTorch's
  /// `clip_grad_norm_`.
  public func clipped(toNorm limit: Double) -> Gradients { clipped(toNorm: limit, from: norm) }

  /// The same where the length is known.
  package func clipped(toNorm limit: Double, from norm: Double) -> Gradients {
    let factor = limit / (norm + 1e-6)
    return factor < 1 ? self * factor : self
  }

  /// Every element brought to between -`limit` and `limit`.
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
  /// `whenFinal` is called with a parameter as soon as its gradient is complete, while the pass
  /// goes on: for updates or communication that overlap with it.
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

  /// This tensor as the start of a record, so that gradients with respect to it can be asked for.
  public func watched() -> Tensor {
    let handle = Tape.shared.leaf(LeafID(), spec, on: device)
    return Tensor(storage: storage, shape: shape, origin: Origin(handle: handle, output: 0))
  }
}

/// The gradients of `loss` with respect to watched inputs or to activations on the way.
/// A loss that is no scalar needs `seed`, the gradient that it starts from. Zero where `loss` does
/// not depend on a tensor.
public func gradients(
  of loss: Tensor, withRespectTo tensors: [Tensor], seed: Tensor? = nil,
  _ options: BackwardOptions = BackwardOptions()
) -> [Tensor] {
  let targets = tensors.map { tensor in
    guard let origin = tensor.origin else {
      stop("gradients: a tensor of shape \(tensor.shape) is not recorded; use x.watched()")
    }
    return Backward.Target(slot: origin.handle.slot, output: origin.output)
  }
  let found = Backward(root: loss, seed: seed, options: options).run(wanted: targets) { _, _ in }
  return zip(targets, tensors).map { target, tensor in
    found[target]?.tensor ?? .zeros(tensor.shape, dtype: tensor.dtype, on: tensor.device)
  }
}

public func gradients(
  of loss: Tensor, withRespectTo tensor: Tensor, seed: Tensor? = nil,
  _ options: BackwardOptions = BackwardOptions()
) -> Tensor {
  gradients(of: loss, withRespectTo: [tensor], seed: seed, options)[0]
}
