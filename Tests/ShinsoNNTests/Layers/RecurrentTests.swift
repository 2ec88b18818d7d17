import Foundation
import ShinsoNN
import ShinsoTensor
import Testing

@Suite(.serialized) struct RecurrentTests {
  /// Two bidirectional layers against PyTorch, with sequences of one length and of several.
  @Test func followPyTorch() throws {
    for golden in try GoldenRecurrence.cases.get() {
      for (device, dtype, tolerance) in [
        (Device.reference, DType.float64, 1e-8), (.cpu, .float32, 1e-5),
      ] {
        let layer = golden.layer()
        golden.load(into: layer, dtype, on: device)
        let x = golden.x.tensor(dtype, on: device).watched()
        var outputs: [Tensor]
        switch layer {
        case let lstm as LSTM:
          let zeros = Tensor.zeros([4, 4], dtype: dtype, on: device)
          let state = LSTM.State(
            h: Array(repeating: zeros, count: 4), c: Array(repeating: zeros, count: 4))
          let (y, after) = lstm(x, state, lengths: golden.lengths)
          outputs = [y, stack(after.h), stack(after.c)]
        case let network as RecurrentNetwork:
          let zeros = Tensor.zeros([4, 4], dtype: dtype, on: device)
          let (y, after) = network(
            x, Array(repeating: zeros, count: 4), lengths: golden.lengths)
          outputs = [y, stack(after)]
        default:
          Issue.record("no layer")
          return
        }
        #expect(outputs.count == golden.outputs.count)
        for (mine, expected) in zip(outputs, golden.outputs) {
          expectClose(mine, expected.values, tolerance, "\(golden.name) on \(device)")
        }
        let loss = zip(outputs, golden.seeds).map { ($0 * $1.tensor(dtype, on: device)).sum() }
          .reduce(Tensor.zeros([], dtype: dtype, on: device), +)
        let dx = gradients(of: loss, withRespectTo: x, BackwardOptions(retainsTape: true))
        expectClose(dx, golden.dx.values, tolerance, "\(golden.name): dx on \(device)")
        let gradients = loss.gradients()
        for (parameter, expected) in golden.expectedGradients(of: layer) {
          let mine = try #require(gradients[parameter])
          expectClose(mine.tensor, expected, tolerance, "\(golden.name): gradient on \(device)")
        }
      }
    }
  }

  @Test func resetsBeforeTheProductToo() {
    let layer = GRU(3, hidden: 4, resetsAfter: false)
    let x = Tensor.ones([5, 2, 3])
    let whole = layer(x)
    let (head, state) = layer(x.sliced(axis: 0, to: 2), layer.initialState(batchSize: 2))
    let (tail, _) = layer(x.sliced(axis: 0, from: 2), state)
    let difference = concatenate([head, tail], axis: 0) - whole
    #expect(whole.shape == [5, 2, 4] && difference.abs().max().item() < 1e-6)
  }

  @Test func dropoutBetweenLayersIsForTrainingAlone() {
    let layer = LSTM(3, hidden: 8, layers: 2, dropout: 0.5)
    let x = Tensor.ones([2, 2, 3])
    #expect(layer(x).scalars() != layer(x).scalars() as [Float])
    layer.evaluate()
    #expect(layer(x).scalars() == layer(x).scalars() as [Float])
  }

  private func expectClose(
    _ tensor: Tensor, _ expected: [Double], _ tolerance: Double, _ what: String,
    _ sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let mine = tensor.scalars(as: Double.self)
    #expect(mine.count == expected.count, "\(what)", sourceLocation: sourceLocation)
    let worst = zip(mine, expected).map { abs($0 - $1) }.max() ?? .infinity
    #expect(worst < tolerance, "\(what)", sourceLocation: sourceLocation)
  }
}

private struct GoldenRecurrence: Decodable {
  struct Values: Decodable {
    let shape: [Int]
    let values: [Double]

    func tensor(_ dtype: DType, on device: Device) -> Tensor {
      Tensor(values, shape: Shape(shape), on: device).cast(to: dtype)
    }
  }

  let name: String
  let lengths: [Int]?
  let x: Values
  let dx: Values
  /// Of each layer and direction: weight_ih, weight_hh, bias_ih, bias_hh.
  let weights: [Values]
  let gradients: [Values]
  let outputs: [Values]
  let seeds: [Values]

  static let cases = Result {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Fixtures/recurrent.json")
    return try JSONDecoder().decode([GoldenRecurrence].self, from: Data(contentsOf: file))
  }

  func layer() -> Module {
    switch name {
    case "lstm": LSTM(3, hidden: 4, layers: 2, isBidirectional: true)
    case "gru": GRU(3, hidden: 4, layers: 2, isBidirectional: true)
    default: ElmanRNN(3, hidden: 4, layers: 2, isBidirectional: true)
    }
  }

  /// The layer's cells in PyTorch's order, each with its parameters.
  private func cells(_ layer: Module) -> [[Parameter]] {
    ["layers.0", "reversedLayers.0", "layers.1", "reversedLayers.1"].map { path in
      layer.parameters.filter { $0.name.hasPrefix(path + ".") }.map(\.value)
    }
  }

  func load(into layer: Module, _ dtype: DType, on device: Device) {
    for (index, cell) in cells(layer).enumerated() {
      let theirs = weights[(index * 4)..<(index * 4 + 4)].map { $0.tensor(dtype, on: device) }
      let mine = cell.count == 4 ? theirs : [theirs[0], theirs[1], theirs[2] + theirs[3]]
      for (parameter, value) in zip(cell, mine) { parameter.assign(value) }
    }
  }

  /// A single bias has the gradient of either of PyTorch's two.
  func expectedGradients(of layer: Module) -> [(Parameter, [Double])] {
    cells(layer).enumerated().flatMap { index, cell in
      zip(cell, gradients[(index * 4)...]).map { ($0, $1.values) }
    }
  }
}
