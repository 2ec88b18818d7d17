import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct AxisMapTests {
    @Test func transposesASparseMatrix() {
      let map = AxisMap(size: 3, [[(0, 2), (2, 1)], [], [(2, -1), (0, 0.5)]])
      let x = Tensor([1, 2, 3] as [Float])
      for device in [Device.cpu, .reference] {
        let y = device.backend.mapped(x.to(device), axis: 0, map)
        #expect(y.doubles == [5, 0, -2.5])
        let back = device.backend.mapped(y, axis: 0, map.transposed)
        #expect(back.doubles == [8.75, 0, 7.5])
      }
      #expect(map.transposed.transposed.size == 3)
      #expect(!map.isSelection && AxisMap(size: 3, selecting: [2, 0]).isSelection)
    }
  }

  @Suite struct FlipOpTests {
    @Test func golden() throws {
      try checkGolden("flip") { $0[0].flipped(axes: 0, 2) }
    }

    @Test(
      arguments: [([5], [0]), ([3, 17], [1]), ([2, 3, 1], []), ([0, 3], [1])] as [(Shape, [Int])])
    func matchesReference(_ shape: Shape, _ axes: [Int]) throws {
      try check(FlipOp(axes: axes), .normal(shape))
    }

    @Test func movesElementsOfAnyType() {
      let flipped = Tensor([1, 2, 3]).flipped(axes: 0)
      #expect(flipped.scalars(as: Int.self) == [3, 2, 1])
      #expect(
        Tensor([true, false], shape: [2, 1]).flipped().scalars(as: Bool.self) == [false, true])
    }

    @Test func refuses() {
      checkRefusal(
        FlipOp(axes: [0, -2]), [2, 3], problem: "axes [0, -2] of input [2, 3] name an axis twice")
    }
  }

  @Suite struct TileOpTests {
    @Test func golden() throws { try checkGolden("tile") { $0[0].tiled([2, 1, 3]) } }

    @Test(
      arguments: [([3], [4]), ([2, 5], [1, 1]), ([2, 1, 3], [3, 2, 2]), ([2], [0])]
        as [(Shape, [Int])])
    func matchesReference(_ shape: Shape, _ counts: [Int]) throws {
      try check(TileOp(counts), .normal(shape))
    }

    @Test func refuses() {
      checkRefusal(
        TileOp([2]), [2, 3], problem: "counts [2] must be one number an axis of input [2, 3]")
    }
  }

  @Suite struct PadOpTests {
    @Test func golden() throws {
      try checkGolden("pad") {
        $0[0].padded(before: [0, 0, 1], after: [0, 3, 2], mode: .constant(1.5))
      }
      try checkGolden("pad/reflect") {
        $0[0].padded(before: [0, 0, 2], after: [0, 0, 3], mode: .reflect)
      }
      try checkGolden("pad/edge") {
        $0[0].padded(before: [0, 0, 2], after: [0, 0, 1], mode: .edge)
      }
      try checkGolden("pad/wrap") {
        $0[0].padded(before: [0, 0, 2], after: [0, 0, 3], mode: .wrap)
      }
      try checkGolden("pad/negative") { $0[0].padded(before: [0, -2, -1], after: [0, -1, 2]) }
    }

    @Test(arguments: [PaddingMode.constant(0), .constant(-2), .edge, .reflect, .wrap])
    func matchesReference(_ mode: PaddingMode) throws {
      try check(PadOp(before: [2], after: [1], mode: mode), .normal([3]))
      try check(PadOp(before: [0, 1, 2], after: [1, 0, 3], mode: mode), .normal([2, 5, 17]))
      try check(PadOp(before: [0, 0], after: [0, 0], mode: mode), .normal([2, 3]))
    }

    @Test func repeatsWhatIsShorterThanThePadding() {
      let x = Tensor([1, 2] as [Float])
      #expect(x.padded(before: [3], after: [2], mode: .wrap).doubles == [2, 1, 2, 1, 2, 1, 2])
      let infinite = Tensor([Float.infinity]).padded(before: [1], after: [0], mode: .constant(3))
      #expect(infinite.doubles == [3, .infinity])
    }

    @Test func refuses() {
      checkRefusal(
        PadOp(before: [3], after: [0], mode: .reflect), [3],
        problem: "paddings 3 and 0 reach beyond what axis 0 of input [3] mirrors")
      checkRefusal(
        PadOp(before: [-2], after: [-2]), [3],
        problem: "paddings -2 and -2 do not fit axis 0 of input [3]")
    }
  }

  @Suite struct UnfoldOpTests {
    @Test func golden() throws {
      try checkGolden("unfold") {
        unfold2d(
          $0[0], kernelSize: Size2d(3, 2), stride: Size2d(2, 1),
          padding: Padding2d(top: 1, left: 0, bottom: 1, right: 0), dilation: Size2d(1, 2))
      }
    }

    @Test func matchesReference() throws {
      try check(UnfoldOp(Conv2dGeometry(kernel: 1)), .normal([1, 1, 1, 1]))
      try check(
        UnfoldOp(
          Conv2dGeometry(kernel: Size2d(3, 2), stride: Size2d(1, 3), padding: 1, dilation: 2)),
        .normal([2, 3, 7, 6]))
    }

    @Test func refuses() {
      checkRefusal(
        UnfoldOp(Conv2dGeometry(kernel: 4)), [1, 1, 3, 3],
        problem: "the kernel 4×4 does not fit into input [1, 1, 3, 3]")
    }
  }
}
