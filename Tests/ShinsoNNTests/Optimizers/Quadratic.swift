import ShinsoNN
import Testing

/// The loss Σ c·p² of one parameter, whose gradient 2·c·p is easily followed.
final class Quadratic: Module {
  static let start: [Float] = [1, -2, 3]

  let p = Parameter(Tensor(Quadratic.start))

  var loss: Tensor { (p.tensor.square() * Tensor([0.5, 1.5, -0.25] as [Float])).sum() }

  /// One update, after which the parameter must have these values.
  func step(
    _ optimizer: any Optimizer, expecting expected: [Float],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    optimizer.update(self, with: loss.gradients())
    let values: [Float] = p.detached.scalars()
    #expect(
      zip(values, expected).allSatisfy { abs($0 - $1) < 2e-6 }, "\(values) is not \(expected)",
      sourceLocation: sourceLocation)
  }
}
