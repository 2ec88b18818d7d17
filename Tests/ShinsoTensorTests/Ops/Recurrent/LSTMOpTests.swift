import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct LSTMOpTests {
    @Test func golden() throws {
      try checkGolden("lstm") {
        let (y, h, c) = lstm(
          $0[0], h0: $0[1], c0: $0[2], weightInput: $0[3], weightHidden: $0[4], bias: $0[5])
        return [y, h, c]
      }
    }

    @Test(arguments: [
      [1, 1, 1, 1], [3, 2, 5, 4], [5, 1, 7, 3], [4, 3, 16, 32], [2, 5, 33, 17],
    ])
    func matchesReference(_ sizes: [Int]) throws {
      let (steps, batch, inputs, hidden) = (sizes[0], sizes[1], sizes[2], sizes[3])
      for outputs in 1...3 {
        try check(
          LSTMOp(), .normal([steps, batch, inputs]), .normal([batch, hidden]),
          .normal([batch, hidden]), .uniform([4 * hidden, inputs], -0.5, 0.5),
          .uniform([4 * hidden, hidden], -0.5, 0.5), .normal([4 * hidden]),
          differentiableOutputs: outputs, tolerance: 5e-5)
      }
    }

    @Test(arguments: [
      (3, [3, 1], 4), (5, [2, 5, 1], 3), (4, Array(repeating: 4, count: 9) + [2, 1, 1], 33),
    ])
    func lengthsMatchReference(_ steps: Int, _ lengths: [Int], _ hidden: Int) throws {
      let (batch, inputs) = (lengths.count, 5)
      for outputs in 1...3 {
        try check(
          LSTMOp(), .normal([steps, batch, inputs]), .normal([batch, hidden]),
          .normal([batch, hidden]), .uniform([4 * hidden, inputs], -0.5, 0.5),
          .uniform([4 * hidden, hidden], -0.5, 0.5), .normal([4 * hidden]),
          .integers([batch], lengths.map { Int64($0) }),
          differentiableOutputs: outputs, tolerance: 5e-5)
      }
    }

    /// A sequence in a padded batch is computed as if it were alone, and its last state stays.
    @Test func readsEachSequenceToItsEnd() {
      let (hidden, lengths) = (5, [2, 4, 1])
      for device in [Device.reference, .cpu] {
        let x = Tensor.random([4, 3, 2], on: device)
        let h0 = Tensor.random([3, hidden], seed: 2, on: device)
        let c0 = Tensor.random([3, hidden], seed: 3, on: device)
        let weightInput = Tensor.random([4 * hidden, 2], seed: 4, on: device)
        let weightHidden = Tensor.random([4 * hidden, hidden], seed: 5, on: device)
        let bias = Tensor.random([4 * hidden], seed: 6, on: device)
        let all = lstm(
          x, h0: h0, c0: c0, weightInput: weightInput, weightHidden: weightHidden, bias: bias,
          lengths: Tensor(lengths.map { Int64($0) }, on: device))
        for (n, length) in lengths.enumerated() {
          func part(_ x: Tensor, _ axis: Int) -> Tensor {
            x.sliced(axis: axis, from: n, to: n + 1)
          }
          let own = lstm(
            part(x.sliced(axis: 0, to: length), 1), h0: part(h0, 0), c0: part(c0, 0),
            weightInput: weightInput, weightHidden: weightHidden, bias: bias)
          expectClose(part(all.y, 1).sliced(axis: 0, to: length), own.y, 1e-6, "y \(n)")
          expectClose(part(all.h, 0), own.h, 1e-6, "h \(n) on \(device)")
          expectClose(part(all.c, 0), own.c, 1e-6, "c \(n) on \(device)")
        }
      }
    }

    @Test func refusesLengths() {
      checkRefusal(
        LSTMOp(), [3, 2, 4], [2, 5], [2, 5], [20, 4], [20, 5], [20], [2],
        problem: "lengths [2] (float32) must be int64 [2]")
    }

    /// Only the state after the last step is used: no gradient arrives at y.
    @Test func flowsBackFromTheStateAlone() throws {
      for device in [Device.cpu, .reference] {
        let x = Tensor.random([3, 2, 4], on: device).watched()
        let state = Tensor.zeros([2, 5], on: device)
        let (y, h, c) = lstm(
          x, h0: state, c0: state, weightInput: .random([20, 4], seed: 2, on: device),
          weightHidden: .random([20, 5], seed: 3, on: device), bias: .zeros([20], on: device))
        let fromState = gradients(of: h.sum(), withRespectTo: x, BackwardOptions(retainsTape: true))
        let last = y.sliced(axis: 0, from: 2)
        let fromSequence = gradients(
          of: last.sum(), withRespectTo: x, BackwardOptions(retainsTape: true))
        expectClose(fromState, fromSequence, 1e-5, "from h on \(device)")
        #expect(gradients(of: c.sum(), withRespectTo: x).doubles != fromState.doubles)
      }
    }

    @Test func refuses() {
      checkRefusal(
        LSTMOp(), [3, 2, 4], [2, 5], [2, 5], [20, 3], [20, 5], [20],
        problem: "weightInput [20, 3] must be [20, 4]: 4 gates of 5 hidden units from 4 inputs")
      checkRefusal(
        LSTMOp(), [3, 2, 4], [1, 5], [1, 5], [20, 4], [20, 5], [20],
        problem: "input [3, 2, 4] has batch size 2, h0 [1, 5] has 1")
    }
  }
}
