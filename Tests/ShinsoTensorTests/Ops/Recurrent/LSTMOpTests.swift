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
