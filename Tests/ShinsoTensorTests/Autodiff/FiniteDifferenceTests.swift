import Foundation
import ShinsoTensor
import Testing

extension ComputeTests {
  /// The backends share each op's `backward`, so that they agree proves nothing about it: every op
  /// that has one is compared with finite differences here, and a new one must be.
  @Suite struct FiniteDifferenceTests {
    struct Case {
      let op: any Op
      let inputs: [Input]
      var outputs = Int.max

      init(_ op: any Op, _ inputs: Input..., outputs: Int = .max) {
        self.op = op
        self.inputs = inputs
        self.outputs = outputs
      }

      var type: String { String(describing: Swift.type(of: op)) }
    }

    private static let image = Input.normal([2, 3, 5, 4])
    private static let matrix = Input.normal([4, 6])
    private static let window = Pool2dGeometry(kernel: 3, stride: 2, padding: 1, ceilMode: true)

    static let cases = [
      Case(
        AttentionDecoderOp(), .normal([3, 2, 12]), .normal([2, 4]), .normal([5, 2, 3]),
        .normal([5, 2, 6]), .normal([3]), .normal([11, 4]), .normal([12, 6]), .normal([4, 4]),
        .integers([2], [5, 3]), outputs: 2),
      Case(AdaptiveAveragePool2dOp(Size2d(2, 3)), image),
      Case(ScaleShiftOp(scale: -1.5, offset: 0.25), matrix),
      Case(AveragePool2dOp(window), image),
      Case(
        BatchNormInferenceOp(activation: .relu), image, .normal([3]), .normal([3]),
        .normal([3]).constant, .uniform([3], 0.5, 2).constant),
      Case(BatchNormTrainingOp(), image, .normal([3]), .normal([3]), outputs: 1),
      Case(BinaryOp(.divide), .normal([2, 3]), .uniform([3], 1, 2)),
      Case(BroadcastOp(to: [3, 4]), .normal([4])),
      Case(ConcatenateOp(axis: 1), .normal([2, 3]), .normal([2, 1])),
      Case(Conv2dOp(stride: 2, padding: 1), image, .normal([4, 3, 3, 3]), .normal([4])),
      Case(
        Conv2dOp(hasResidual: true, activation: .silu), image, .normal([2, 3, 2, 2]),
        .normal([2, 2, 4, 3])),
      Case(ConvTranspose2dOp(stride: 2), image, .normal([3, 2, 3, 3]), .normal([2])),
      Case(CumulativeSumOp(axis: 1, isExclusive: true, isReversed: false), matrix),
      Case(DropoutOp(probability: 0.3, key: RandomKey(seed: 7, counter: 1)), matrix),
      Case(EmbeddingOp(), .indices([5, 2], below: 3), .normal([3, 7])),
      Case(FlattenOp(from: 0, to: 1), .normal([2, 3, 4])),
      Case(FlipOp(axes: [1]), matrix),
      Case(
        GRUOp(), .normal([3, 2, 5]), .normal([2, 4]), .normal([12, 5]), .normal([12, 4]),
        .normal([12]), .normal([12])),
      Case(
        GRUOp(), .normal([3, 2, 5]), .normal([2, 4]), .normal([12, 5]), .normal([12, 4]),
        .normal([12]), .normal([12]), .integers([2], [1, 3])),
      Case(GatherOp(axis: 1), matrix, .indices([4, 3], below: 6)),
      Case(GlobalAveragePool2dOp(), image),
      Case(GroupNormOp(groups: 2), .normal([2, 4, 3, 3]), .normal([4]), .normal([4])),
      Case(IndexSelectOp(axis: 1), matrix, .indices([7], below: 6)),
      Case(
        JoinOp(parts: [.tensor, .convolution(Conv2dOp(padding: 1), hasBias: true)]),
        image, image, .normal([2, 3, 3, 3]), .normal([2])),
      Case(L2Pool2dOp(window), image),
      Case(LogSumExpOp(axes: [1]), matrix),
      Case(
        LSTMOp(), .normal([3, 2, 5]), .normal([2, 4]), .normal([2, 4]), .normal([16, 5]),
        .normal([16, 4]), .normal([16])),
      Case(
        LSTMOp(), .normal([3, 2, 5]), .normal([2, 4]), .normal([2, 4]), .normal([16, 5]),
        .normal([16, 4]), .normal([16]), .integers([2], [3, 2])),
      Case(LayerNormOp(), matrix, .normal([6]), .normal([6])),
      Case(LinearOp(activation: .relu6), matrix, .normal([3, 6]), .normal([3])),
      Case(
        LinearOp(hasResidual: true, activation: .tanh), matrix, .normal([3, 6]), .normal([4, 3]),
        .normal([3])),
      Case(
        LocallyConnected2dOp(Conv2dGeometry(kernel: 2, stride: 2, padding: 1)),
        .normal([2, 3, 5, 4]), .normal([9, 4, 12])),
      Case(
        LocallyConnectedTranspose2dOp(
          Conv2dGeometry(kernel: 2, stride: 2, padding: 1), size: Size2d(5, 4)),
        .normal([2, 4, 3, 3]), .normal([9, 4, 12])),
      Case(LocalResponseNormOp(size: 3, alpha: 0.7, k: 2), image),
      Case(MatmulOp(), .normal([2, 3, 4]), .normal([2, 4, 5])),
      Case(MaxPool2dOp(window), image),
      Case(NormOp(axes: [1]), matrix),
      Case(PadOp(before: [1, 2], after: [0, 1], mode: .reflect), matrix),
      Case(PermuteOp([1, 2, 0]), .normal([2, 3, 4])),
      Case(ReduceOp(.max, axes: [1]), matrix),
      Case(
        ResetFirstGRUOp(isReversed: true), .normal([3, 2, 12]), .normal([2, 4]), .normal([8, 4]),
        .normal([4, 4]), .integers([2], [1, 3])),
      Case(ReshapeOp([3, 8]), matrix),
      Case(ResizeOp(axes: [2, 3], sizes: [7, 3], mode: .cubic(-0.5)), image),
      Case(ScatterAddOp(axis: 1), matrix, .indices([4, 3], below: 6), .normal([4, 3])),
      Case(SliceOp(axis: 1, start: 1, end: 4), matrix),
      Case(
        SoftmaxCrossEntropyOp(CrossEntropyRule(smoothing: 0.3)), matrix, .indices([4], below: 6)),
      Case(SoftmaxOp(axis: 0, isLogarithmic: true), matrix),
      Case(SplitOp(axis: 1, sizes: [1, 2, 3]), matrix),
      Case(SqueezeOp(axis: -1), .normal([2, 3, 1])),
      Case(TileOp([2, 3]), matrix),
      Case(TopKOp(count: 3, axis: 1, largest: true), matrix),
      Case(
        TreeOp(normalizes: true), .normal([4, 3]), .children([0, 1, 4, 2]), .normal([3, 6]),
        .normal([3]), .uniform([3, 6, 6], -0.3, 0.3)),
      Case(TreeSumOp(), .normal([6, 3]), .children([0, 1, 4, 2])),
      Case(UnaryOp(.tanh), matrix),
      Case(UnfoldOp(Conv2dGeometry(kernel: 2, stride: 2, padding: 1)), image),
      Case(UnsqueezeOp(axis: 1), matrix),
      Case(WhereOp(), .flags([4, 1]), matrix, .normal([6])),
    ]

    @Test(arguments: cases.indices) func gradientsAgree(_ index: Int) throws {
      let test = Self.cases[index]
      let compared = try check(test.op, test.inputs, differentiableOutputs: test.outputs)
      #expect(compared == test.inputs.count(where: \.isDifferentiable), "\(test.type)")
    }

    /// Ops that `check` runs inside of a function, or that round: where they are compared.
    private static let elsewhere: Set = ["CastOp", "NeighborhoodMeanOp", "TransferOp"]

    @Test func noOpIsForgotten() throws {
      var package = URL(fileURLWithPath: #filePath)
      for _ in 0..<4 { package.deleteLastPathComponent() }
      let folder = package.appendingPathComponent("Sources/ShinsoTensor/Ops")
      var known = Self.elsewhere.union(Self.cases.map(\.type))
      var found = 0
      let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      for file in files where file.hasSuffix(".swift") {
        let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
        // From one op's declaration to the next; some inherit their `backward`.
        for part in text.components(separatedBy: "struct ").dropFirst() {
          let name = String(part.prefix { $0.isLetter || $0.isNumber })
          guard part.dropFirst(name.count).firstMatch(of: /^: (Epilogue)?Op\b/) != nil else {
            continue
          }
          found += 1
          let hasGradient = part.firstMatch(of: /-> \[Gradient\?\] \{ \[nil(, nil)*\] \}/) == nil
          let isKnown = known.remove(name) != nil
          #expect(
            isKnown == hasGradient,
            "\(name) \(hasGradient ? "is compared with no finite differences" : "has no gradient")")
        }
      }
      #expect(found >= 53)
      #expect(known == [], "no such ops")
    }

    @Test func compositesAgree() throws {
      let mean = try check("localContrastNorm", .normal([2, 3, 5, 7]), tolerance: 5e-5) {
        localContrastNorm($0[0], size: 5, standardDeviation: 1.3)
      }
      let within = try check("localResponseNorm", .normal([2, 3, 5, 7])) {
        localResponseNormWithinChannels($0[0], size: 3, alpha: 0.7)
      }
      let there = try check("transfer", .normal([4, 6])) {
        $0[0].to($0[0].device == .cpu ? .reference : .cpu).to($0[0].device).square()
      }
      #expect(mean == 1 && within == 1 && there == 1)
    }
  }
}
