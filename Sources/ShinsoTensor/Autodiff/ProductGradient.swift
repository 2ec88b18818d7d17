/// The gradient of a weight `[N, K]` as what it is the product of, dyᵀ · x, summed over the calls
/// that used the weight. A weight that is used at every step of a sequence gets one product of all
/// steps in the end.
public struct ProductGradient: Sendable {
  let weight: Tensor
  private var parts: [(dy: Tensor, x: Tensor)]
  /// The module that asked for it, for the profile.
  private let path = CallPath.current

  /// Factors with more rows than this are multiplied each by itself: the product costs more than
  /// adding it to the others.
  private static let mostRows = 512

  /// - Parameters:
  ///   - dy: `[M, N]`.
  ///   - x: `[M, K]`.
  init(_ dy: Tensor, x: Tensor, weight: Tensor) {
    self.weight = weight
    parts = [(dy, x)]
  }

  mutating func append(_ other: ProductGradient) { parts += other.parts }

  var tensor: Tensor {
    CallPath.at(path) {
      Profiler.measure(.backward, "linear", [weight.shape], made: { _ in 0 }) { product }
    }
  }

  private var product: Tensor {
    let backend = weight.device.backend
    var sum: Gradient?
    func add(_ group: [(dy: Tensor, x: Tensor)]) {
      guard let first = group.first else { return }
      let dy = group.count == 1 ? first.dy : backend.concatenate(group.map(\.dy), axis: 0)
      let x = group.count == 1 ? first.x : backend.concatenate(group.map(\.x), axis: 0)
      sum.add(.dense(backend.linearBackwardWeight(dy, x: x, weight: weight)))
    }
    for part in parts where part.dy.shape[0] > Self.mostRows { add([part]) }
    add(parts.filter { $0.dy.shape[0] <= Self.mostRows })
    return sum?.tensor ?? .zeros(weight.shape, on: weight.device)
  }
}
