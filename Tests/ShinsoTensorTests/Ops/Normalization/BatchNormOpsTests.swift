import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct BatchNormOpsTests {
    @Test func golden() throws {
      try checkGolden("batchNorm/training") {
        let result = batchNormTraining($0[0], gamma: $0[1], beta: $0[2], epsilon: 1e-3)
        return [result.y, result.mean, result.variance]
      }
      try checkGolden("batchNorm/relu") {
        batchNormTraining($0[0], gamma: $0[1], beta: $0[2], epsilon: 1e-3, activation: .relu).y
      }
      try checkGolden("batchNorm/inference") {
        batchNormInference($0[0], gamma: $0[1], beta: $0[2], mean: $0[3], variance: $0[4])
      }
    }

    static let shapes: [Shape] = [
      [2, 1], [5, 7], [3, 5, 4], [2, 6, 3, 5], [2, 16, 4, 4], [4, 24, 3, 3], [1, 32, 5, 1],
    ]

    @Test(arguments: shapes, [FusedActivation.none, .relu, .relu6, .tanh, .silu])
    func matchesReference(_ shape: Shape, _ activation: FusedActivation) throws {
      let channels: Shape = [shape[1]]
      let (gamma, beta) = (Input.uniform(channels, 0.5, 2), Input.uniform(channels, 0.5, 4))
      // Two values become -1 and 1 whatever they are: hardly any gradient is left.
      let tolerance = shape == [2, 1] ? 3e-3 : 1e-4
      try check(
        BatchNormTrainingOp(activation: activation), .normal(shape), gamma, beta,
        differentiableOutputs: 1, tolerance: tolerance)
      try check(
        BatchNormInferenceOp(activation: activation), .normal(shape), gamma, beta,
        .normal(channels).constant, .uniform(channels, 0.5, 2).constant)
    }

    /// Statistics must not lose digits to a large mean.
    @Test func bearsALargeMean() throws {
      try check(
        BatchNormTrainingOp(), .uniform([4, 16, 6, 6], 999, 1001), .normal([16]), .normal([16]),
        differentiableOutputs: 1, tolerance: 1e-3)
    }

    @Test func refuses() {
      checkRefusal(
        BatchNormTrainingOp(), [2, 3, 4, 4], [4], [3],
        problem: "gamma [4] must be [3]: input [2, 3, 4, 4] has 3 channels")
      checkRefusal(
        BatchNormInferenceOp(), [5], [5], [5], [5], [5],
        problem: "input [5] has 1 axis, expected at least 2: [N, C, …]")
    }
  }
}
