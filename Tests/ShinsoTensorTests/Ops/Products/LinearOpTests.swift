import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct LinearOpTests {
    @Test func golden() throws {
      try checkGolden("linear") { linear($0[0], $0[1], $0[2]) }
      try checkGolden("linear/residual") {
        linear($0[0], $0[1], $0[2], residual: $0[3], activation: .tanh)
      }
      try checkGolden("linear/rank3") { linear($0[0], $0[1], $0[2], activation: .relu) }
    }

    @Test(arguments: [(1, 1, 1), (5, 7, 3), (64, 50, 10), (2, 129, 65), (33, 64, 128)])
    func matchesReference(_ rows: Int, _ inputs: Int, _ outputs: Int) throws {
      for activation in [FusedActivation.none, .relu, .relu6] {
        let op = LinearOp(activation: activation)
        try check(op, .normal([rows, inputs]), .normal([outputs, inputs]), .normal([outputs]))
      }
      try check(LinearOp(), .normal([rows, inputs]), .normal([outputs, inputs]))
      try check(LinearOp(), .normal([2, rows, inputs]), .normal([outputs, inputs]))
    }

    @Test(
      arguments: [(1, 1, 1), (5, 7, 3), (33, 64, 128)],
      [
        .none, .relu, .relu6, .sigmoid, .tanh, .gelu, .silu, .hardSigmoid, .hardSwish,
        .leakyRelu(slope: 0.2), .elu(alpha: 1.3),
      ] as [FusedActivation])
    func finishesSums(
      _ sizes: (rows: Int, inputs: Int, outputs: Int), _ activation: FusedActivation
    )
      throws
    {
      let op = LinearOp(hasResidual: true, activation: activation)
      let weight = Input.normal(
        [sizes.outputs, sizes.inputs], standardDeviation: 1 / Double(sizes.inputs).squareRoot())
      let (x, residual): (Shape, Shape) = (
        [2, sizes.rows, sizes.inputs], [2, sizes.rows, sizes.outputs]
      )
      let inputs: [Input] = [.normal(x), weight, .normal(residual), .normal([sizes.outputs])]
      try check(op, inputs)
      try check(op, inputs.map(\.constant))
      try check(op, .normal(x), weight, .normal(residual))
    }

    /// What a layer cannot fuse comes after it.
    @Test func appliesEveryActivation() {
      let (x, weight) = (Tensor.random([3, 4]), Tensor.random([5, 4], seed: 2))
      let plain = linear(x, weight)
      expectClose(linear(x, weight, activation: .sigmoid), sigmoid(plain), 1e-6, "sigmoid")
      expectClose(linear(x, weight, activation: .tanh), tanh(plain), 1e-6, "tanh")
      expectClose(linear(x, weight, activation: .relu6), relu6(plain), 1e-6, "relu6")
    }

    @Test func refuses() {
      checkRefusal(
        LinearOp(), [4, 6], [3, 5],
        problem: "input [4, 6] has 6 columns, the weight [3, 5] expects 5")
      checkRefusal(
        LinearOp(), [4, 5], [3, 5], [5], problem: "bias [5] must be [3]: one number an output")
      checkRefusal(
        LinearOp(), [5], [3, 5], problem: "input [5] has 1 axis, expected at least 2: [N, inputs]")
      checkRefusal(LinearOp(), [0, 5], [3, 5], problem: "input [0, 5] has no elements")
      checkRefusal(
        LinearOp(), [4, 5], problem: "takes 2 to 3 inputs (input, weight, bias), not 1")
    }
  }
}
