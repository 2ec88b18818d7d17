import ShinsoTensor
import Testing

extension ComputeTests {
  /// Zeros, ties, tiny and huge numbers, where a formula alone gives NaN or takes the wrong side.
  @Suite struct AwkwardValuesTests {
    private func gradient(
      _ values: [Float], _ shape: Shape, scale: Double = 1, _ body: (Tensor) -> Tensor
    ) -> [Double] {
      let x = Tensor(values, shape: shape).watched()
      return gradients(of: body(x).sum() * scale, withRespectTo: x).doubles
    }

    /// The square of 1e-25 is 0 in single precision, that of 1e-22 has hardly a digit.
    @Test func lengthsOfAlmostNothing() {
      let tiny: [Float] = [0, 0, 1e-25, 0, 1e-22, 0, 3, 4]
      let norm = gradient(tiny, [4, 2], scale: 100) { $0.norm(axes: 1) }
      let pool = gradient(tiny, [1, 1, 4, 2], scale: 100) { l2Pool2d($0, kernelSize: Size2d(1, 2)) }
      for found in [norm, pool] {
        #expect(found.allSatisfy { (0...200).contains($0) }, "\(found)")
        #expect(found[..<2] == [0, 0] && abs(found[6] - 60) < 1e-4 && abs(found[7] - 80) < 1e-4)
      }
    }

    @Test func slopeOfPReLUAtZero() {
      let slope = Tensor([0.25] as [Float])
      #expect(gradient([-1, 0, 2], [3]) { prelu($0, slope: slope) } == [0.25, 0.25, 1])
    }

    /// As in PyTorch, the first of equal maxima, row by row, gets the whole gradient.
    @Test func tiesOfAdaptiveMaxPooling() {
      let zeros = gradient(Array(repeating: 0, count: 9), [1, 1, 3, 3]) {
        adaptiveMaxPool2d($0, to: 2)
      }
      #expect(zeros == [1, 1, 0, 1, 1, 0, 0, 0, 0])
      let diagonal = gradient([0, 1, 0, 1, 0, 0, 0, 0, 0], [1, 1, 3, 3]) {
        adaptiveMaxPool2d($0, to: 2)
      }
      #expect(diagonal == [0, 2, 0, 1, 1, 0, 0, 0, 0])
    }

    @Test func quotientsByTinyNumbers() {
      let quotients = (Tensor([1e-38, 0] as [Float]) / 1e-40).doubles
      #expect(abs(quotients[0] - 100) < 0.1 && quotients[1] == 0)
      #expect((Tensor([1, -1] as [Float]) / 0).doubles == [.infinity, -.infinity])
    }

    @Test func uniformNumbersStayBelowTheirBound() {
      let key = RandomKey(seed: 1, counter: 0)
      let numbers = Device.cpu.backend.uniform([1 << 22], lower: 100, upper: 101, key: key)
      let greatest = numbers.max().item()
      #expect(greatest < 101 && greatest > 100.999)
    }

    /// Integers may be cut; nothing is ever put before or behind them but what they are.
    @Test func integersAreCutByPadding() {
      let cut = Tensor([1, 2, 3]).padded(before: [-1], after: [0], mode: .constant(5))
      #expect(cut.dtype == .int64 && cut.scalars(as: Int.self) == [2, 3])
    }

    /// The weighted sum of all sources as `torch.nn.functional.interpolate(mode="nearest")` picks
    /// them, which in 15 of these cases differ from exact arithmetic.
    @Test func nearestAsInPyTorch() throws {
      var sum = 0
      for size in 1...64 {
        for count in 1...64 {
          let op = ResizeOp(
            axes: [0], sizes: [count], mode: .nearest(.down), alignment: .asymmetric)
          let places = try op.maps(for: [size]).first?.map.columns ?? (0..<Int32(count)).map { $0 }
          sum += places.enumerated().reduce(0) { $0 + Int($1.element) * ($1.offset + 1) }
        }
      }
      #expect(sum == 60_563_375)
    }

    @Test(arguments: [ResizeMode.nearest(.halfUp), .linear, .cubic(-0.75)], [1e-300, 1e300])
    func scalesBeyondReason(_ mode: ResizeMode, _ scale: Double) throws {
      let op = ResizeOp(axes: [0], sizes: [3], mode: mode, scales: [scale])
      let y = try runOp(op, [Tensor([1, 2, 4] as [Float])])[0].doubles
      #expect(y.allSatisfy { $0.isFinite }, "\(y)")
      if scale < 1 { #expect(abs(y[2] - 4) < 1e-6) }
    }

    @Test func moreAxesThanLoopsUsuallyHave() throws {
      let shape = Shape(Array(repeating: 2, count: 9) + [1, 1])
      try check(PermuteOp(Array((0..<11).reversed())), .normal(shape))
      try check(SoftmaxOp(axis: 1), .normal(shape))
      let many = Tensor.zeros(Shape(Array(repeating: 1, count: 40)))
      #expect(throws: OpError.self) { try runOp(SoftmaxOp(axis: 0), [many]) }
    }

    /// Output padding that reaches over a whole stride, as a dilation allows.
    @Test(arguments: [(1, 0), (1, 1), (1, 2), (2, 1), (2, 0)])
    func wideOutputPadding(_ stride: Int, _ padding: Int) throws {
      try check(
        ConvTranspose2dOp(
          stride: Size2d(stride), padding: Padding2d(padding), outputPadding: Size2d(2, 1),
          dilation: 3), .normal([2, 2, 3, 4]), .normal([2, 3, 2, 2]), .normal([3]))
    }
  }
}
