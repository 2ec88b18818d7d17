import ShinsoNN
import Testing

@testable import ShinsoModels

@Suite(.serialized) struct TableConv2dTests {
  private func random(_ shape: Shape) -> Tensor {
    Initializer.uniform(1).make(shape, 1, 1, RandomKey(seed: 5, counter: 0))
  }

  /// Each output map is the sum of convolutions of the maps that it sees.
  @Test func seesWhatTheTableNames() {
    let table = [[0], [1, 2], [0, 2]]
    let layer = TableConv2d(3, table: table, size: 3, stride: 2, biases: (2, 3))
    #expect(layer.weight.shape == [5, 9] && layer.bias.shape == [3, 2, 3])
    let x = random([2, 3, 5, 7])
    let y = withoutGradients { layer(x) }
    #expect(y.shape == [2, 3, 2, 3])
    var kernel = 0
    for (output, maps) in table.enumerated() {
      var expected = layer.bias.detached.sliced(axis: 0, from: output, to: output + 1)
      for map in maps {
        let weight = layer.weight.detached.sliced(axis: 0, from: kernel, to: kernel + 1)
        expected =
          expected
          + conv2d(
            x.sliced(axis: 1, from: map, to: map + 1), weight.reshaped([1, 1, 3, 3]), stride: 2)
        kernel += 1
      }
      let found = y.sliced(axis: 1, from: output, to: output + 1)
      #expect((found - expected).abs().max().item() < 1e-5, "map \(output)")
    }
  }

  @Test func theBorderHasItsValue() {
    let layer = TableConv2d(
      2, table: [[0, 1], [1]], size: 3, padding: Padding2d(top: 2, left: 1, bottom: 0, right: 1),
      border: -1)
    let plain = TableConv2d(2, table: [[0, 1], [1]], size: 3)
    plain.weight.assign(layer.weight.detached)
    plain.bias.assign(layer.bias.detached)
    let x = random([2, 2, 5, 6])
    let padded = x.padded(before: [0, 0, 2, 1], after: [0, 0, 0, 1], mode: .constant(-1))
    let difference = withoutGradients { layer(x) - plain(padded) }
    #expect(difference.shape == [2, 2, 5, 6] && difference.abs().max().item() < 1e-5)
  }

  @Test func initialValuesGoByTheFanIn() {
    let layer = TableConv2d(4, table: [[0], [0, 1, 2, 3]], size: 5)
    let rows = layer.weight.detached.abs().max(axes: 1).scalars(as: Float.self)
    #expect((0.04...0.096).contains(rows[0]))
    #expect(rows.dropFirst().allSatisfy { (0.01...0.024).contains($0) })
  }
}
