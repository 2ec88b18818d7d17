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
      try checkGolden("sin") { $0[0].sin() }
      try checkGolden("cos") { $0[0].cos() }
      try checkGolden("erf") { $0[0].erf() }
      try checkGolden("floor") { $0[0].floor() }
      try checkGolden("ceil") { $0[0].ceil() }
      try checkGolden("round") { $0[0].rounded() }
      try checkGolden("sign") { $0[0].sign() }
      try checkGolden("gelu") { gelu($0[0]) }
      try checkGolden("gelu/approximate") { gelu($0[0], approximate: true) }
      try checkGolden("silu") { silu($0[0]) }
      try checkGolden("hardSigmoid") { hardSigmoid($0[0]) }
      try checkGolden("hardSwish") { hardSwish($0[0]) }
      try checkGolden("softplus") { softplus($0[0]) }
      try checkGolden("leakyRelu") { leakyRelu($0[0], slope: 0.2) }
      try checkGolden("elu") { elu($0[0], alpha: 0.7) }
      try checkGolden("clamp") { $0[0].clamped(-1, 2.5) }
      try checkGolden("clamp/below") { $0[0].clamped(0.5) }
    }

    /// Zeros and the bounds of functions that are made of pieces.
    @Test func goldenCorners() throws {
      let functions: [(String, (Tensor) -> Tensor)] = [
        ("sin", { $0.sin() }), ("cos", { $0.cos() }), ("erf", { $0.erf() }),
        ("floor", { $0.floor() }), ("ceil", { $0.ceil() }), ("round", { $0.rounded() }),
        ("sign", { $0.sign() }), ("abs", { $0.abs() }), ("relu", { relu($0) }),
        ("relu6", { relu6($0) }), ("gelu", { gelu($0) }),
        ("gelu/approximate", { gelu($0, approximate: true) }), ("silu", { silu($0) }),
        ("hardSigmoid", { hardSigmoid($0) }), ("hardSwish", { hardSwish($0) }),
        ("softplus", { softplus($0) }), ("leakyRelu", { leakyRelu($0, slope: 0.2) }),
        ("elu", { elu($0, alpha: 0.7) }), ("clamp", { $0.clamped(-1, 2.5) }),
        ("clamp/below", { $0.clamped(0.5) }),
      ]
      for (name, function) in functions {
        try checkGolden("\(name)/corners") { function($0[0]) }
      }
    }

    @Test(
      arguments: [
        .exp, .abs, .square, .sigmoid, .tanh, .relu, .relu6, .sin, .cos, .erf, .floor, .ceil,
        .round, .sign, .gelu, .geluTanh, .silu, .hardSigmoid, .hardSwish, .softplus,
        .leakyRelu(slope: 0.3), .elu(alpha: 1.5), .clamp(lower: -2, upper: 3),
        .clamp(lower: 1, upper: 3),
      ] as [UnaryFunction],
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
      checkRefusal(UnaryOp(.relu), [1], [1], problem: "takes 1 input (input), not 2")
    }

    /// The device has a say too: float64 is for the Reference backend.
    @Test func refusesTypesOfTheDevice() throws {
      let x = Tensor([1.0, 2.0])
      #expect(throws: OpError.self) { try runOp(UnaryOp(.relu), [x]) }
      #expect(relu(x.to(.reference)).dtype == .float64)
    }

    @Test func refusesBoundsInTheWrongOrder() {
      checkRefusal(
        UnaryOp(.clamp(lower: 2, upper: 1)), [3],
        problem: "the lower bound 2.0 is above the upper bound 1.0")
    }

    /// Padding of channel blocks stays zero, so that a sum over it is right.
    @Test(
      arguments: [
        .cos, .hardSigmoid, .softplus, .clamp(lower: 1, upper: 2), .gelu, .elu(alpha: 1),
      ] as [UnaryFunction])
    func afterAConvolution(_ function: UnaryFunction) throws {
      func sums(_ device: Device) throws -> Tensor {
        let x = Tensor.random([2, 16, 9, 9], on: device)
        let weight = Tensor.random([21, 16, 3, 3], seed: 2, on: device)
        let y = try runOp(UnaryOp(function), [conv2d(x, weight)])[0]
        return conv2d(y, Tensor.random([5, 21, 1, 1], seed: 3, on: device))
      }
      expectClose(try sums(.cpu), try sums(.reference), 1e-4, "\(function)")
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
