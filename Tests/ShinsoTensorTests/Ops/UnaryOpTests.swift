import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct UnaryOpTests {
    @Test func golden() throws {
      try checkGolden("exp") { $0[0].exp() }
      try checkGolden("log") { $0[0].log() }
      try checkGolden("sqrt") { $0[0].sqrt() }
      try checkGolden("abs") { $0[0].abs() }
      try checkGolden("square") { $0[0].square() }
      try checkGolden("reciprocal") { $0[0].reciprocal() }
      try checkGolden("relu") { relu($0[0]) }
      try checkGolden("relu6") { relu6($0[0]) }
      try checkGolden("sigmoid") { sigmoid($0[0]) }
      try checkGolden("tanh") { tanh($0[0]) }
    }

    @Test(
      arguments: [.exp, .abs, .square, .sigmoid, .tanh, .relu, .relu6] as [UnaryFunction],
      [[], [1], [3, 1, 5], [2, 16, 3, 3], [70_001]] as [Shape])
    func matchesReference(_ function: UnaryFunction, _ shape: Shape) throws {
      try check(UnaryOp(function), .uniform(shape, -4, 8))
    }

    @Test(arguments: [.log, .sqrt, .reciprocal] as [UnaryFunction], [[7], [2, 3, 5]] as [Shape])
    func matchesReferenceAboveZero(_ function: UnaryFunction, _ shape: Shape) throws {
      try check(UnaryOp(function), .uniform(shape, 0.1, 4))
    }

    @Test func refusesTypes() {
      checkRefusal(
        UnaryOp(.relu), [TensorSpec(shape: [2, 3], dtype: .uint8)],
        problem: "input [2, 3] is uint8, which no device computes in; "
          + "convert it with cast(to: .float32)")
      checkRefusal(UnaryOp(.relu), [1], [1], problem: "takes 1 inputs (input), not 2")
    }

    /// The device has a say too: float64 is for the Reference backend.
    @Test func refusesTypesOfTheDevice() throws {
      let x = Tensor([1.0, 2.0])
      #expect(throws: OpError.self) { try ShinsoTensor.run(UnaryOp(.relu), [x]) }
      #expect(relu(x.to(.reference)).dtype == .float64)
    }

    @Test func spreadsNaN() {
      for device in [Device.cpu, .reference] {
        let x = Tensor([Float.nan, -1, 7], on: device)
        #expect(relu(x).doubles[0].isNaN)
        #expect(relu6(x).doubles[0].isNaN)
        #expect(relu6(x).doubles[1...] == [0, 6])
      }
    }
  }
}
