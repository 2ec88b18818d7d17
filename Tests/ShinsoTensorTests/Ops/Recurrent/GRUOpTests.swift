import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct GRUOpTests {
    @Test func golden() throws {
      for (name, resetsAfter) in [("gru", true), ("gru/resetsBefore", false)] {
        try checkGolden(name) {
          gru(
            $0[0], h0: $0[1], weightInput: $0[2], weightHidden: $0[3], biasInput: $0[4],
            biasHidden: $0[5], resetsAfter: resetsAfter)
        }
      }
      for activation in [ElmanActivation.tanh, .relu] {
        try checkGolden("elman/\(activation)") {
          elman(
            $0[0], h0: $0[1], weightInput: $0[2], weightHidden: $0[3], bias: $0[4],
            activation: activation)
        }
      }
    }

    @Test(arguments: [
      [1, 1, 1, 1], [3, 2, 5, 4], [5, 1, 7, 3], [4, 3, 16, 32], [2, 65, 33, 96],
    ])
    func matchesReference(_ sizes: [Int]) throws {
      let (steps, batch, inputs, hidden) = (sizes[0], sizes[1], sizes[2], sizes[3])
      try check(
        GRUOp(), .normal([steps, batch, inputs]), .normal([batch, hidden]),
        .uniform([3 * hidden, inputs], -0.5, 0.5), .uniform([3 * hidden, hidden], -0.5, 0.5),
        .normal([3 * hidden]), .normal([3 * hidden]), tolerance: 5e-5)
      let lengths = (0..<batch).map { $0 % steps + 1 }
      try check(
        GRUOp(), .normal([steps, batch, inputs]), .normal([batch, hidden]),
        .uniform([3 * hidden, inputs], -0.5, 0.5), .uniform([3 * hidden, hidden], -0.5, 0.5),
        .normal([3 * hidden]), .normal([3 * hidden]), .integers([batch], lengths.map { Int64($0) }),
        tolerance: 5e-5)
    }

    /// The tape is released by a loop and no step costs more than the one before.
    @Test func runsTenThousandSteps() {
      let steps = 10_000
      let x = Tensor.random([steps, 1, 2]).watched()
      let y = elman(
        x, h0: .zeros([1, 3]), weightInput: .random([3, 2], seed: 2),
        weightHidden: .full(0.3, shape: [3, 3]), bias: .zeros([3]))
      let dx = gradients(of: y.sum(), withRespectTo: x)
      #expect(dx.shape == [steps, 1, 2] && dx.doubles.allSatisfy(\.isFinite))
    }

    @Test func refuses() {
      checkRefusal(
        GRUOp(), [3, 2, 4], [2, 5], [15, 3], [15, 5], [15], [15],
        problem: "weightInput [15, 3] must be [15, 4]: 3 gates of 5 hidden units from 4 inputs")
    }
  }
}
