import ShinsoNN
import ShinsoTensor
import Testing

@Suite(.serialized) struct RecurrentTests {
  /// Layers in one direction and in both against PyTorch, from given states, with sequences of one
  /// length and of several.
  @Test func followPyTorch() throws {
    for golden in try GoldenRecurrence.cases.get() {
      for (device, dtype, tolerance) in [
        (Device.reference, DType.float64, 1e-8), (.cpu, .float32, 1e-5),
      ] {
        let what = "\(golden) on \(device)"
        let layer = golden.layer()
        golden.load(into: layer, dtype, on: device)
        let x = golden.x.tensor(dtype, on: device).watched()
        let states = golden.states.map { $0.tensor(dtype, on: device).watched() }
        let outputs = run(layer, x, states, lengths: golden.lengths)
        #expect(outputs.count == golden.outputs.count)
        for (mine, expected) in zip(outputs, golden.outputs) {
          expectClose(mine, expected.values, tolerance, what)
        }
        let loss = zip(outputs, golden.seeds).map { ($0 * $1.tensor(dtype, on: device)).sum() }
          .reduce(Tensor.zeros([], dtype: dtype, on: device), +)
        let found = gradients(
          of: loss, withRespectTo: [x] + states, BackwardOptions(retainsTape: true))
        for (mine, expected) in zip(found, [golden.dx] + golden.dstates) {
          expectClose(mine, expected.values, tolerance, "\(what): dx or state")
        }
        let gradients = loss.gradients()
        for (parameter, expected) in golden.expectedGradients(of: layer) {
          let mine = try #require(gradients[parameter])
          expectClose(mine.tensor, expected, tolerance, "\(what): gradient")
        }
      }
    }
  }

  /// Runs a layer from stacked states: [h] or, of an LSTM, [h, c].
  private func run(
    _ layer: Module, _ x: Tensor, _ states: [Tensor], lengths: [Int]?
  ) -> [Tensor] {
    let cells = states.map { state in
      state.split(axis: 0, sizes: Array(repeating: 1, count: state.shape[0])).map { $0.squeezed(0) }
    }
    guard let network = layer as? RecurrentNetwork else { return [] }
    let state = RecurrentState(h: cells[0], c: cells.count > 1 ? cells[1] : [])
    let (y, after) = network(x, state, lengths: lengths)
    return [y, stack(after.h)] + (after.c.isEmpty ? [] : [stack(after.c)])
  }

  private static var networks: [RecurrentNetwork] {
    [
      GRU(3, hidden: 4, layers: 2), GRU(3, hidden: 4, layers: 2, resetsAfter: false),
      ElmanRNN(3, hidden: 4, layers: 2), ElmanRNN(3, hidden: 4, layers: 2, activation: .relu),
    ]
  }

  private let x = Initializer.normal(standardDeviation: 1).make(
    [5, 2, 3], 1, 1, RandomKey(seed: 1, counter: 0))

  @Test(arguments: [false, true]) func goOnFromTheirState(_ isInference: Bool) {
    for layer in Self.networks {
      func compare() {
        let whole = layer(x)
        let (head, state) = layer(x.sliced(axis: 0, to: 2), layer.initialState(batchSize: 2))
        let (tail, after) = layer(x.sliced(axis: 0, from: 2), state)
        let difference = concatenate([head, tail], axis: 0) - whole
        #expect(whole.shape == [5, 2, 4] && difference.abs().max().item() < 1e-6)
        let last = whole.sliced(axis: 0, from: 4).squeezed(0)
        #expect((after.h[1] - last).abs().max().item() < 1e-6)
        #expect(whole.isRecorded != isInference)
      }
      if isInference {
        layer.mode = .evaluation
        withoutGradients { compare() }
      } else {
        compare()
      }
    }
  }

  @Test func inferenceGivesWhatTrainingGives() {
    for lengths in [nil, [5, 3]] {
      for network in Self.networks {
        let states = [stack(network.initialState(batchSize: 2).h) + 0.3]
        expectInferenceAsTraining(network, states, lengths)
      }
      let state = Tensor.full(0.3, shape: [4, 2, 4])
      expectInferenceAsTraining(
        LSTM(3, hidden: 4, layers: 2, isBidirectional: true), [state, state * 2], lengths)
    }
  }

  private func expectInferenceAsTraining(_ layer: Module, _ states: [Tensor], _ lengths: [Int]?) {
    let training = run(layer, x, states, lengths: lengths)
    layer.mode = .evaluation
    let inference = withoutGradients { run(layer, x, states, lengths: lengths) }
    #expect(training.count == inference.count && training[0].isRecorded)
    for (mine, theirs) in zip(inference, training) {
      expectClose(mine, theirs.scalars(as: Double.self), 1e-6, "\(type(of: layer)) in inference")
    }
  }

  @Test func dropoutBetweenLayersIsForTrainingAlone() {
    let layer = LSTM(3, hidden: 8, layers: 2, dropout: 0.5)
    let x = Tensor.ones([2, 2, 3])
    #expect(layer(x).scalars() != layer(x).scalars() as [Float])
    layer.mode = .evaluation
    #expect(layer(x).scalars() == layer(x).scalars() as [Float])
  }

  private func expectClose(
    _ tensor: Tensor, _ expected: [Double], _ tolerance: Double, _ what: String,
    _ sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let mine = tensor.scalars(as: Double.self)
    #expect(mine.count == expected.count, "\(what)", sourceLocation: sourceLocation)
    #expect(
      zip(mine, expected).allSatisfy { abs($0 - $1) < tolerance }, "\(what)",
      sourceLocation: sourceLocation)
  }
}
