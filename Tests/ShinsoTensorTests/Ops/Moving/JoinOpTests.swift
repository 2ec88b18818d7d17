import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct JoinOpTests {
    /// Parts that fill blocks and such that do not, by Winograd's way and others, without a tape
    /// (where parts write into the joint) and with one.
    @Test(arguments: [[16, 32, 16], [16, 48, 24], [5, 16, 3], [32, 20, 16], [24, 16, 8]])
    func matchesReference(_ channels: [Int]) throws {
      let op = { (activation: FusedActivation) in
        JoinOp(parts: [
          .convolution(Conv2dOp(activation: activation), hasBias: true),
          .convolution(Conv2dOp(padding: 1, activation: activation), hasBias: true),
          .tensor,
          .convolution(Conv2dOp(padding: 2), hasBias: false),
          .convolution(Conv2dOp(hasResidual: true, activation: .silu), hasBias: true),
        ])
      }
      let inputs: [Input] = [
        .normal([2, 3, 9, 6]), .normal([channels[0], 3, 1, 1]), .normal([channels[0]]),
        .normal([2, 16, 9, 6]), .normal([channels[1], 16, 3, 3], standardDeviation: 0.1),
        .normal([channels[1]]),
        .normal([2, channels[2], 9, 6]),
        .normal([2, 20, 9, 6]), .normal([channels[1], 20, 5, 5], standardDeviation: 0.1),
        .normal([2, 8, 9, 6]), .normal([channels[0], 8, 1, 1]),
        .normal([2, channels[0], 9, 6]), .normal([channels[0]]),
      ]
      try check(op(.tanh), inputs, tolerance: 1e-4)
      try check(op(.relu6), inputs.map(\.constant), tolerance: 1e-4)
    }

    @Test func keepsItsLayout() throws {
      let op = JoinOp(parts: [.convolution(Conv2dOp(padding: 1), hasBias: false), .tensor])
      let x = Tensor.random([1, 16, 8, 8])
      let y = try runOp(op, [x, .random([16, 16, 3, 3]), x])[0]
      #expect(y.storage.layout != nil)
    }

    @Test func refuses() {
      let op = JoinOp(parts: [.convolution(Conv2dOp(), hasBias: false), .tensor])
      checkRefusal(
        op, [1, 3, 4, 4], [5, 3, 1, 1], [1, 2, 4, 3],
        problem: "input 1, [1, 2, 4, 3] float32, does not join input 0, [1, 5, 4, 4] float32, "
          + "along axis 1")
      checkRefusal(
        op, [1, 3, 4, 4], [5, 3, 1, 1],
        problem: "takes 3 inputs (input of part 0, weight of part 0, input of part 1), not 2")
    }
  }
}
