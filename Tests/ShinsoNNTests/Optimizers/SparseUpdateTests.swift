import ShinsoNN
import ShinsoTensor
import Testing

@Suite(.serialized) struct SparseUpdateTests {
  private func optimizers() -> [any Optimizer] {
    [
      SGD(learningRate: 0.1), AdaGrad(learningRate: 0.1), SGD(learningRate: 0.1, momentum: 0.9),
      Adam(learningRate: 0.1),
    ]
  }

  /// A table learned by its rows is the one learned by whole gradients.
  @Test(arguments: 0..<4) func rowsAreAsGoodAsTheWhole(_ index: Int) throws {
    for device in [Device.cpu, .reference] {
      let start = Tensor((0..<60).map { Float($0) / 10 }, shape: [20, 3], on: device)
      let tables = (0..<2).map { _ in
        let table = Embedding(20, size: 3)
        table.weight.assign(start.copied())
        return table
      }
      let (sparse, dense) = (optimizers()[index], optimizers()[index])
      for step in 0..<5 {
        let words = Tensor([3, 7, 3, Int64(step), 19, 7], on: device)
        for (table, optimizer, isSparse) in [(tables[0], sparse, true), (tables[1], dense, false)] {
          var gradients = table(words).square().sum().gradients()
          if case .rows? = gradients[table.weight] {} else { Issue.record("no row gradient") }
          if !isSparse {
            gradients[table.weight] = gradients[table.weight].map { .dense($0.tensor) }
          }
          optimizer.update(table, with: gradients)
        }
      }
      let values = tables.map { $0.weight.detached.scalars(as: Double.self) }
      #expect(zip(values[0], values[1]).allSatisfy { abs($0 - $1) < 1e-5 })
      #expect(values[0] != start.scalars(as: Double.self))
    }
  }
}
