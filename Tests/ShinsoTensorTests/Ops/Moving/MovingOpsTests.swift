import ShinsoTensor
import Testing

extension ComputeTests {
  /// Ops that move elements about: permute, slice, broadcast, concatenate.
  @Suite struct MovingOpsTests {
    @Test func golden() throws {
      try checkGolden("permute") { $0[0].permuted(2, 0, 1) }
      try checkGolden("transpose") { $0[0].transposed(0, -1) }
      try checkGolden("slice/first") { $0[0].sliced(axis: 0, from: 1, to: 3) }
      try checkGolden("slice/inner") { $0[0].sliced(axis: 1, from: 1) }
      try checkGolden("broadcast") { $0[0].broadcast(to: [4, 2, 3, 5]) }
      try checkGolden("concatenate") { concatenate($0, axis: 1) }
    }

    @Test func permuteMatchesReference() throws {
      try check(PermuteOp([]), .normal([]))
      try check(PermuteOp([1, 0]), .normal([129, 67]))
      try check(PermuteOp([0, 2, 3, 1]), .normal([2, 16, 5, 3]))
      try check(PermuteOp([0, -1, 1, 2]), .normal([2, 5, 3, 7]))
      try check(PermuteOp([2, 1, 0]), .normal([1, 4, 1]))
    }

    @Test func sliceMatchesReference() throws {
      try check(SliceOp(axis: 0, start: 1, end: 4), .normal([5, 3]))
      try check(SliceOp(axis: 0, start: 1, end: 2), .normal([2, 16, 3, 3]))
      try check(SliceOp(axis: 1, start: 8, end: nil), .normal([2, 24, 3, 3]))
      try check(SliceOp(axis: -1, start: 0, end: 1), .normal([3, 7]))
    }

    @Test func broadcastMatchesReference() throws {
      try check(BroadcastOp(to: [3, 4]), .normal([]))
      try check(BroadcastOp(to: [2, 3, 4]), .normal([3, 1]))
      try check(BroadcastOp(to: [2, 16, 5, 3]), .normal([2, 16, 1, 1]))
    }

    @Test func concatenateMatchesReference() throws {
      try check(ConcatenateOp(axis: 0), .normal([1, 3]), .normal([4, 3]))
      try check(ConcatenateOp(axis: 1), .normal([2, 16, 3, 3]), .normal([2, 8, 3, 3]))
      try check(ConcatenateOp(axis: 1), .normal([2, 16, 3, 3]), .normal([2, 5, 3, 3]))
      try check(ConcatenateOp(axis: -1), .normal([3, 2]), .normal([3, 1]), .normal([3, 5]))
      try check(ConcatenateOp(axis: 0), .normal([2]))
    }

    /// Where rows lie and in which order matters for labels and pictures as well.
    @Test func movesEveryType() {
      for device in [Device.cpu, .reference] {
        let x = Tensor([1, 2, 3, 4, 5, 6] as [UInt8], shape: [2, 3], on: device)
        #expect(x.transposed(0, 1).scalars(as: UInt8.self) == [1, 4, 2, 5, 3, 6])
        #expect(x.sliced(axis: 1, from: 1).scalars(as: UInt8.self) == [2, 3, 5, 6])
        #expect(x.sliced(axis: 0, from: 1).scalars(as: UInt8.self) == [4, 5, 6])
        let twice = concatenate([x, x], axis: 1)
        #expect(twice.scalars(as: UInt8.self) == [1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6])
      }
    }

    @Test func bearsEmptiness() throws {
      try check(PermuteOp([1, 0]), .normal([0, 3]))
      try check(SliceOp(axis: 0, start: 2, end: 2), .normal([4, 3]))
      try check(SliceOp(axis: 1, start: 3, end: 3), .normal([4, 3]))
      try check(ConcatenateOp(axis: 0), .normal([0, 3]), .normal([2, 3]))
      try check(BroadcastOp(to: [0, 3]), .normal([1, 3]))
      try check(ReshapeOp([3, 0]), .normal([0, 5]))
      try check(BinaryOp(.multiply), .normal([0, 3]), .normal([3]))
      try check(UnaryOp(.exp), .normal([2, 0]))
      try check(ScaleShiftOp(scale: 2), .normal([0]))
      try check(EmbeddingOp(), .indices([0], below: 1), .normal([4, 3]))
    }

    /// An attribute may come from a file that somebody tampered with.
    @Test func refusesToBeHuge() {
      let error = #expect(throws: OpError.self) {
        try runOp(BroadcastOp(to: [1 << 32, 1 << 32]), [Tensor(1)])
      }
      #expect(
        error?.problem
          == "an output of shape [4294967296, 4294967296] is larger than any memory")
    }

    @Test func refuses() {
      checkRefusal(
        PermuteOp([0, 0]), [2, 3], problem: "axes [0, 0] do not name each axis of input [2, 3] once"
      )
      checkRefusal(
        SliceOp(axis: 1, start: 2, end: 5), [2, 3],
        problem: "2..<5 does not lie within axis 1 of input [2, 3]")
      checkRefusal(
        BroadcastOp(to: [2, 4]), [2, 3], problem: "input [2, 3] does not broadcast to [2, 4]")
      checkRefusal(
        BroadcastOp(to: [3]), [2, 3], problem: "input [2, 3] does not broadcast to [3]")
      checkRefusal(
        ConcatenateOp(axis: 0), [2, 3], [2, 4],
        problem: "input 1, [2, 4] float32, does not join input 0, [2, 3] float32, along axis 0")
      checkRefusal(ConcatenateOp(axis: 0), [], problem: "takes at least one input")
    }
  }
}
