import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct Conv2dOpTests {
    @Test func golden() throws {
      try checkGolden("conv2d") { conv2d($0[0], $0[1], $0[2]) }
      try checkGolden("conv2d/stride") {
        conv2d(
          $0[0], $0[1], stride: Size2d(2, 1),
          padding: Padding2d(top: 2, left: 1, bottom: 2, right: 1),
          dilation: Size2d(1, 2))
      }
      try checkGolden("conv2d/groups") {
        conv2d($0[0], $0[1], $0[2], padding: 1, groups: 2)
      }
      try checkGolden("conv2d/depthwise") { conv2d($0[0], $0[1], stride: 2, padding: 1, groups: 8) }
      try checkGolden("conv2d/dilatedStride") {
        conv2d(
          $0[0], $0[1], $0[2], stride: Size2d(3, 1),
          padding: Padding2d(top: 2, left: 0, bottom: 2, right: 0), dilation: Size2d(2, 1))
      }
      try checkGolden("conv2d/asymmetric") {
        conv2d(
          $0[0], $0[1], $0[2], stride: 2,
          padding: Padding2d(top: 2, left: 0, bottom: 1, right: 3))
      }
      try checkGolden("conv2d/asymmetricGroups") {
        conv2d(
          $0[0], $0[1], stride: Size2d(1, 2),
          padding: Padding2d(top: 0, left: 2, bottom: 1, right: 0), dilation: Size2d(2, 1),
          groups: 2
        )
      }
      try checkGolden("conv2d/residual") {
        conv2d($0[0], $0[1], $0[2], residual: $0[3], padding: 1, activation: .relu)
      }
      try checkGolden("conv2d/residual/silu") {
        conv2d($0[0], $0[1], residual: $0[2], activation: .silu)
      }
      try checkGolden("conv2d/relu6") {
        conv2d($0[0], $0[1] * 2, $0[2] * 2, padding: 1, activation: .relu6)
      }
    }

    struct Case: Sendable, CustomTestStringConvertible {
      var input: Shape
      var outputs: Int
      var kernel: Size2d
      var op = Conv2dOp()
      var testDescription: String { "\(input) to \(outputs), kernel \(kernel), \(op)" }
    }

    static let cases: [Case] = [
      Case(input: [1, 1, 1, 1], outputs: 1, kernel: 1),
      Case(input: [2, 1, 28, 28], outputs: 20, kernel: 5),
      // Pictures of one channel into blocks, half-empty ones among them, and into channels-last.
      Case(input: [3, 1, 9, 7], outputs: 24, kernel: 3),
      Case(input: [18, 1, 6, 30], outputs: 33, kernel: 3),
      Case(input: [17, 1, 5, 6], outputs: 16, kernel: 5),
      Case(input: [2, 1, 8, 9], outputs: 7, kernel: 5),
      Case(input: [2, 20, 12, 12], outputs: 50, kernel: 5),
      Case(input: [2, 3, 11, 9], outputs: 16, kernel: 3, op: Conv2dOp(stride: 2, padding: 1)),
      Case(input: [1, 16, 7, 7], outputs: 32, kernel: 1),
      Case(input: [2, 24, 6, 5], outputs: 13, kernel: 1),
      Case(input: [2, 7, 5, 6], outputs: 24, kernel: Size2d(2, 3)),
      // Winograd's ground: 3×3 and 5×5, stride 1, in channel blocks, channels-last and mixed.
      Case(input: [1, 16, 4, 4], outputs: 16, kernel: 3, op: Conv2dOp(padding: 1)),
      Case(input: [2, 32, 13, 11], outputs: 64, kernel: 3, op: Conv2dOp(padding: 1)),
      Case(input: [2, 64, 9, 10], outputs: 32, kernel: 3),
      Case(input: [3, 20, 10, 9], outputs: 27, kernel: 3, op: Conv2dOp(padding: 1)),
      Case(input: [6, 18, 7, 6], outputs: 32, kernel: 5, op: Conv2dOp(padding: 2)),
      Case(
        input: [7, 32, 5, 8], outputs: 20, kernel: 5,
        op: Conv2dOp(padding: Padding2d(top: 4, left: 1, bottom: 0, right: 3))),
      Case(input: [1, 24, 17, 19], outputs: 48, kernel: 5, op: Conv2dOp(padding: 2)),
      // The last block of the outputs half empty, beside another one and alone.
      Case(input: [2, 16, 9, 10], outputs: 24, kernel: 3, op: Conv2dOp(padding: 1)),
      Case(input: [2, 18, 7, 9], outputs: 40, kernel: 3, op: Conv2dOp(padding: 1)),
      // 3×3 with tiles of 5×5.
      Case(input: [2, 32, 14, 14], outputs: 48, kernel: 3, op: Conv2dOp(padding: 1)),
      Case(input: [9, 20, 5, 5], outputs: 27, kernel: 3, op: Conv2dOp(padding: 1)),
      Case(input: [4, 27, 12, 7], outputs: 32, kernel: 3),
      Case(
        input: [3, 64, 13, 15], outputs: 16, kernel: 3,
        op: Conv2dOp(padding: Padding2d(top: 2, left: 0, bottom: 1, right: 2))),
      Case(input: [1, 12, 10, 9], outputs: 20, kernel: 3, op: Conv2dOp(padding: 1)),
      // Enough pictures for both gradients at once, by each size of tiles.
      Case(input: [66, 18, 9, 12], outputs: 24, kernel: 5),
      Case(
        input: [65, 32, 6, 7], outputs: 20, kernel: 3,
        op: Conv2dOp(padding: Padding2d(top: 2, left: 0, bottom: 1, right: 1))),
      Case(input: [65, 20, 10, 9], outputs: 32, kernel: 3, op: Conv2dOp(padding: 1)),
      Case(
        input: [67, 16, 5, 8], outputs: 27, kernel: 5,
        op: Conv2dOp(padding: Padding2d(top: 4, left: 1, bottom: 0, right: 3))),
      Case(input: [2, 16, 3, 1], outputs: 8, kernel: 3, op: Conv2dOp(padding: 1)),
      // Groups, depthwise and with a channel count that fills no block.
      Case(input: [2, 16, 7, 6], outputs: 32, kernel: 3, op: Conv2dOp(padding: 1, groups: 4)),
      Case(input: [1, 6, 7, 6], outputs: 9, kernel: 3, op: Conv2dOp(groups: 3)),
      Case(input: [2, 32, 8, 7], outputs: 32, kernel: 3, op: Conv2dOp(padding: 1, groups: 32)),
      Case(
        input: [2, 10, 8, 7], outputs: 10, kernel: 5,
        op: Conv2dOp(stride: 2, padding: 2, groups: 10)),
      Case(input: [1, 8, 9, 9], outputs: 16, kernel: 3, op: Conv2dOp(padding: 2, dilation: 2)),
      Case(
        input: [2, 16, 8, 9], outputs: 16, kernel: 3,
        op: Conv2dOp(stride: 2, padding: Padding2d(top: 0, left: 0, bottom: 1, right: 1))),
      Case(input: [2, 16, 5, 5], outputs: 24, kernel: 5),
      // Stride and dilation on one axis.
      Case(
        input: [2, 5, 11, 6], outputs: 7, kernel: Size2d(3, 2),
        op: Conv2dOp(stride: Size2d(2, 1), padding: 1, dilation: Size2d(3, 1))),
      Case(
        input: [1, 16, 9, 12], outputs: 16, kernel: 3,
        op: Conv2dOp(
          stride: Size2d(1, 3), padding: Padding2d(top: 0, left: 3, bottom: 2, right: 1),
          dilation: 2)
      ),
      // Padding of one side with groups and depthwise.
      Case(
        input: [2, 6, 7, 5], outputs: 4, kernel: 3,
        op: Conv2dOp(padding: Padding2d(top: 2, left: 0, bottom: 0, right: 1), groups: 2)),
      Case(
        input: [1, 32, 6, 7], outputs: 32, kernel: 3,
        op: Conv2dOp(
          stride: 2, padding: Padding2d(top: 0, left: 1, bottom: 1, right: 0), groups: 32)),
    ]

    /// The filters are kept in the form that one size of output wants; another wants another.
    @Test func oneWeightForSeveralSizes() {
      let weight = Tensor.zeros([16, 16, 3, 3]) + 1
      withoutGradients {
        for _ in 0..<3 {
          for size in [14, 16, 9, 15, 4] {
            let y = conv2d(Tensor.ones([1, 16, size, size]), weight)
            #expect(y.scalars(as: Float.self).allSatisfy { abs($0 - 144) < 1e-3 }, "\(size)")
          }
        }
      }
    }

    @Test(arguments: cases, [FusedActivation.none, .relu, .relu6])
    func matchesReference(_ test: Case, _ activation: FusedActivation) throws {
      var op = test.op
      op.activation = activation
      let weight: Shape = [
        test.outputs, test.input[1] / op.groups, test.kernel.height, test.kernel.width,
      ]
      // Outputs of one size whatever the fan-in: a clamp must not hide by how much a sum is off.
      let fanIn = Double(weight.dims.dropFirst().reduce(1, *))
      let filters = Input.normal(weight, standardDeviation: 2 / fanIn.squareRoot())
      // Winograd's form adds and takes away what the direct one never has.
      let isWinograd =
        test.input[1] >= 16 && test.outputs >= 16 && [3, 5].contains(test.kernel)
        && op.stride == 1 && op.dilation == 1 && op.groups == 1
      let tolerance = isWinograd ? 1e-4 : 2e-5
      try check(
        op, .normal(test.input), filters, .normal([test.outputs]), tolerance: tolerance)
      if activation == .none {
        try check(op, .normal(test.input), filters, tolerance: tolerance)
      }
    }

    @Test(arguments: cases) func addsResidual(_ test: Case) throws {
      var op = test.op
      op.hasResidual = true
      let weight: Shape = [
        test.outputs, test.input[1] / op.groups, test.kernel.height, test.kernel.width,
      ]
      let fanIn = Double(weight.dims.dropFirst().reduce(1, *))
      let filters = Input.normal(weight, standardDeviation: 2 / fanIn.squareRoot())
      let residual = try Input.normal(
        Conv2dOp(
          stride: op.stride, padding: op.padding, dilation: op.dilation, groups: op.groups
        ).outputs(for: [TensorSpec(shape: test.input), TensorSpec(shape: weight)])[0].shape)
      let inputs = [.normal(test.input), filters, residual, .normal([test.outputs])]
      try check(op, inputs, tolerance: 1e-4)
      try check(op, .normal(test.input), filters, residual, tolerance: 1e-4)
      op.activation = .relu
      try check(op, inputs.map(\.constant), tolerance: 1e-4)
    }

    /// In channel blocks, whole and not, channels-last, by Winograd's and all other ways; with a
    /// tape, where the activation may have to be applied by itself, and without.
    @Test(
      arguments: [
        ([1, 16, 7, 7], 32, 1), ([2, 7, 5, 6], 24, 2), ([2, 16, 9, 10], 24, 3),
        ([3, 20, 5, 6], 27, 3), ([3, 1, 9, 7], 24, 3), ([2, 3, 6, 5], 5, 3),
      ]
        as [(Shape, Int, Int)],
      [
        .sigmoid, .tanh, .gelu, .silu, .hardSigmoid, .hardSwish, .leakyRelu(slope: 0.2),
        .elu(alpha: 1.3),
      ] as [FusedActivation])
    func appliesActivation(
      _ test: (input: Shape, outputs: Int, kernel: Int), _ activation: FusedActivation
    ) throws {
      let weight: Shape = [test.outputs, test.input[1], test.kernel, test.kernel]
      let op = Conv2dOp(hasResidual: true, activation: activation)
      let residual = test.input.dims[2...].map { $0 - test.kernel + 1 }
      let inputs: [Input] = [
        .normal(test.input),
        .normal(weight, standardDeviation: 1 / Double(test.kernel * test.input[1]).squareRoot()),
        .normal(Shape([test.input[0], test.outputs] + residual)), .normal([test.outputs]),
      ]
      try check(op, inputs, tolerance: 1e-4)
      try check(op, inputs.map(\.constant), tolerance: 1e-4)
    }

    /// What stands in the channels that fill a block up must not reach others.
    @Test func activationsKeepPaddingZero() throws {
      let inputs: [Input] = [
        .normal([1, 16, 6, 6]), .normal([24, 16, 3, 3]), .normal([9, 24, 1, 1]),
      ]
      try check("conv2d", inputs.map(\.constant), tolerance: 1e-4) { inputs in
        let h = (try? runOp(Conv2dOp(activation: .sigmoid), [inputs[0], inputs[1]])) ?? inputs
        return [conv2d(h[0], inputs[2])]
      }
    }

    /// Gradients that are made together where all are wanted, alone and in every other company.
    @Test(
      arguments: [
        ([66, 1, 9, 9], 20, 5, 0), ([66, 16, 8, 7], 20, 3, 1), ([2, 16, 8, 7], 20, 3, 1),
      ] as [(Shape, Int, Int, Int)])
    func anyOfTheGradients(_ input: Shape, _ outputs: Int, _ kernel: Int, _ padding: Int) throws {
      let inputs = [
        Tensor.random(input, seed: 1), .random([outputs, input[1], kernel, kernel], seed: 2),
        .random([outputs], seed: 3),
      ]
      let body = { (inputs: [Tensor]) -> [Tensor] in
        [conv2d(inputs[0], inputs[1], inputs[2], padding: Padding2d(padding))]
      }
      let seed = Tensor.random(body(inputs)[0].shape, seed: 4)
      let all = Evaluation(inputs, watching: [true, true, true], seeds: [seed], body).gradients
      for wanted in 1..<7 {
        let watching = (0..<3).map { wanted >> $0 & 1 == 1 }
        let some = Evaluation(inputs, watching: watching, seeds: [seed], body).gradients
        for index in 0..<3 {
          #expect((some[index] != nil) == watching[index])
          guard let one = some[index], let other = all[index] else { continue }
          let error = try #require(difference(one, other))
          #expect(error < 1e-4, "gradient \(index) of \(watching)")
        }
      }
    }

    /// A million numbers of one sign lose no more digits than their rounding.
    @Test func gradientsOfALargeGrayPicture() throws {
      let slopes = Tensor.random([16, 1, 1000], seed: 1).square()  // One row, a thousand times.
      let sums = (0..<16).map { channel in
        1000 * slopes.doubles[channel * 1000..<(channel + 1) * 1000].reduce(0, +)
      }
      let (weight, bias) = (
        Tensor.random([16, 1, 5, 5], seed: 2).watched(), Tensor.zeros([16]).watched()
      )
      let y = conv2d(.ones([1, 1, 1004, 1004]), weight, bias)
      let found = gradients(of: (y * slopes).sum(), withRespectTo: [weight, bias])
      for (index, value) in found[0].doubles.enumerated() {
        #expect(abs(value / sums[index / 25] - 1) < 1e-5)
      }
      for (value, sum) in zip(found[1].doubles, sums) { #expect(abs(value / sum - 1) < 1e-5) }
    }

    @Test func refuses() {
      checkRefusal(
        Conv2dOp(), [64, 1, 28, 28], [20, 3, 5, 5],
        problem: "input [64, 1, 28, 28] has 1 channel, the weight [20, 3, 5, 5] expects 3")
      checkRefusal(
        Conv2dOp(groups: 2), [1, 6, 8, 8], [4, 6, 3, 3],
        problem: "input [1, 6, 8, 8] has 6 channels, the weight [4, 6, 3, 3] "
          + "in 2 groups expects 2 · 6")
      checkRefusal(
        Conv2dOp(groups: 3), [1, 6, 8, 8], [4, 2, 3, 3],
        problem: "the weight [4, 2, 3, 3] has 4 outputs, which do not divide into 3 groups")
      checkRefusal(
        Conv2dOp(), [1, 3, 4, 4], [4, 3, 5, 5],
        problem: "the kernel 5×5 with dilation 1×1 does not fit into input [1, 3, 4, 4] "
          + "with padding 0")
      checkRefusal(
        Conv2dOp(hasResidual: true), [1, 3, 8, 8], [4, 3, 5, 5], [1, 4, 4, 5], [4],
        problem: "residual [1, 4, 4, 5] must be [1, 4, 4, 4]: the result's shape")
      checkRefusal(
        Conv2dOp(hasResidual: true), [1, 3, 8, 8], [4, 3, 5, 5],
        problem: "takes 3 to 4 inputs (input, weight, residual, bias), not 2")
      checkRefusal(
        Conv2dOp(), [3, 32, 32], [4, 3, 5, 5],
        problem: "input [3, 32, 32] has 3 axes, expected 4: [N, C, H, W]")
      checkRefusal(
        Conv2dOp(), [1, 3, 8, 8], [4, 3, 5, 5], [5],
        problem: "bias [5] must be [4]: one number an output")
      checkRefusal(
        Conv2dOp(stride: 0), [1, 3, 8, 8], [4, 3, 5, 5], problem: "the stride 0×0 must be positive")
      checkRefusal(
        Conv2dOp(padding: Padding2d(.max)), [1, 3, 8, 8], [4, 3, 5, 5],
        problem: "the padding \(Int.max) is too large")
    }
  }
}
