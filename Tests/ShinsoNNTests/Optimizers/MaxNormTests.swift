import ShinsoNN
import Testing

@Suite(.serialized) struct MaxNormTests {
  private final class Rows: Module {
    let a = Parameter(Tensor([3, 4, 0.6, 0.8, 0, 0] as [Float], shape: [3, 2]))
    let b = Parameter(Tensor([30, 40] as [Float], shape: [1, 2]))

    /// Its gradient is 1 everywhere.
    var loss: Tensor { a.tensor.sum() + b.tensor.sum() }
  }

  /// Rows that are longer than the limit get its length, others and other weights stay.
  @Test func shortensLongRows() {
    let rows = Rows()
    let optimizer = MaxNorm(SGD(learningRate: 1e-9), limit: 2, of: [rows.a])
    optimizer.update(rows, with: rows.loss.gradients())
    let a: [Float] = rows.a.detached.scalars()
    #expect(zip(a, [1.2, 1.6, 0.6, 0.8, 0, 0]).allSatisfy { abs($0 - $1) < 1e-6 }, "\(a)")
    #expect(rows.b.detached.scalars() == [30, 40] as [Float])
  }

  /// After every update, whatever the optimizer below it does.
  @Test func holdsAfterEveryUpdate() {
    let rows = Rows()
    let optimizer = MaxNorm(SGD(learningRate: 0.5, momentum: 0.9), limit: 1, of: [rows.a, rows.b])
    for _ in 0..<20 {
      optimizer.update(rows, with: rows.loss.gradients())
      for weight in [rows.a, rows.b] {
        let length = withoutGradients { weight.detached.square().sum(axes: 1).sqrt().max().item() }
        #expect(length < 1.000001)
      }
    }
  }

  @Test func leavesFrozenWeightsAlone() {
    let rows = Rows()
    rows.a.isFrozen = true
    MaxNorm(SGD(learningRate: 0.1), limit: 1, of: [rows.a, rows.b])
      .update(rows, with: rows.loss.gradients())
    #expect(rows.a.detached.scalars() == [3, 4, 0.6, 0.8, 0, 0] as [Float])
  }

  @Test func handsOnRateAndState() throws {
    let rows = Rows()
    let base = SGD(learningRate: 0.1, momentum: 0.9)
    let optimizer = MaxNorm(base, limit: 1, of: [rows.a])
    optimizer.learningRate = 0.2
    #expect(base.learningRate == 0.2 && optimizer.learningRate == 0.2)
    optimizer.update(rows, with: rows.loss.gradients())
    let state = optimizer.state(for: rows)
    #expect(state.map(\.name) == ["velocity/a", "velocity/b"])
    let other = MaxNorm(SGD(learningRate: 0.1, momentum: 0.9), limit: 1, of: [rows.a])
    try other.load(Dictionary(uniqueKeysWithValues: state.map { ($0.name, $0.tensor) }), for: rows)
    #expect(
      other.state(for: rows).map { $0.tensor.scalars(as: Float.self) }
        == state.map { $0.tensor.scalars(as: Float.self) })
  }
}
