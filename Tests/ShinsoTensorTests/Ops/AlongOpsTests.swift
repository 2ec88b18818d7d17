import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct IndexOpsTests {
    @Test func golden() throws {
      try checkGolden("indexSelect") { $0[0].indexSelected($0[1], axis: 1) }
      try checkGolden("gather") { $0[0].gathered($0[1], axis: 1) }
      try checkGolden("scatterAdd") { $0[0].scatterAdding($0[2], at: $0[1], axis: 1) }
    }

    @Test(
      arguments: [([5], 0, 3), ([4, 17], 0, 6), ([2, 3, 5], 1, 7), ([3, 1, 2], -1, 1)]
        as [(Shape, Int, Int)])
    func matchesReference(_ shape: Shape, _ axis: Int, _ count: Int) throws {
      let size = shape[axis]
      try check(IndexSelectOp(axis: axis), .normal(shape), .indices([count], below: size))
      let indices = Input.indices(shape.replacing(axis: axis, with: count), below: size)
      try check(GatherOp(axis: axis), .normal(shape), indices)
      try check(ScatterAddOp(axis: axis), .normal(shape), indices, .normal(indices.shape))
    }

    @Test(
      arguments: [([2, 3, 4], 1, 0), ([0, 3], 1, 5), ([0], 0, 0), ([3, 0], 0, 2)]
        as [(Shape, Int, Int)])
    func emptyMatchesReference(_ shape: Shape, _ axis: Int, _ count: Int) throws {
      let size = max(shape[axis], 1)
      try check(IndexSelectOp(axis: axis), .normal(shape), .indices([count], below: size))
      let indices = Input.indices(shape.replacing(axis: axis, with: count), below: size)
      try check(GatherOp(axis: axis), .normal(shape), indices)
      try check(ScatterAddOp(axis: axis), .normal(shape), indices, .normal(indices.shape))
    }

    /// Few places for many values, along the axis over which threads would share the work.
    @Test func manyForOnePlace() throws {
      let indices = Input.indices([300, 400], below: 7)
      try check(ScatterAddOp(axis: 0), .normal([7, 400]), indices, .normal([300, 400]))
      try check(GatherOp(axis: 0), .normal([7, 400]), indices)
      try check(IndexSelectOp(axis: 0), .normal([5, 1000]), .indices([400], below: 3))
    }

    @Test func bigOnesUseAllThreads() throws {
      try check(IndexSelectOp(axis: 1), .normal([64, 9, 65]), .indices([33], below: 9))
      try check(
        ScatterAddOp(axis: 1), .normal([64, 9, 65]), .indices([64, 12, 65], below: 9),
        .normal([64, 12, 65]))
    }

    @Test func refuses() throws {
      checkRefusal(
        GatherOp(axis: 1), [TensorSpec(shape: [2, 3]), TensorSpec(shape: [3, 2], dtype: .int64)],
        problem: "indices [3, 2] must have the extents of input [2, 3] but along axis 1")
      checkRefusal(
        IndexSelectOp(axis: 0), [2, 3], [1], problem: "indices [1] are float32, not int64")
      let error = #expect(throws: OpError.self) {
        try runOp(IndexSelectOp(axis: 0), [.random([2, 3]), Tensor([0, 2])])
      }
      #expect(error?.problem == "indices[1] is 2, but there are 2 entries: 0 to 1")
    }
  }

  @Suite struct TopKOpTests {
    @Test func golden() throws {
      try checkGolden("topK") { x -> [Tensor] in
        let (values, indices) = x[0].topK(3, axis: 1)
        return [values, indices]
      }
      try checkGolden("topK/smallest") { x -> [Tensor] in
        let (values, indices) = x[0].topK(2, largest: false)
        return [values, indices]
      }
    }

    private func both(_ result: (Tensor, Tensor)) -> [Tensor] { [result.0, result.1] }

    @Test(
      arguments: [("", 1, 0), ("/-1", -1, -1), ("/-2", -2, -2), ("/0", 0, 0), ("/ties", 1, 1)])
    func goldenExtremes(_ name: String, _ maxAxis: Int, _ minAxis: Int) throws {
      try checkGolden("maxWithIndices\(name)") { both($0[0].maxWithIndices(axis: maxAxis)) }
      try checkGolden("minWithIndices\(name)") { both($0[0].minWithIndices(axis: minAxis)) }
    }

    @Test(
      arguments: [([7], 0), ([3, 65], -1), ([4, 6, 5], 1), ([2, 16, 3, 3], -3)]
        as [(Shape, Int)])
    func extremesMatchReference(_ shape: Shape, _ axis: Int) throws {
      try check("maxWithIndices", [.normal(shape)]) { both($0[0].maxWithIndices(axis: axis)) }
      try check("minWithIndices", [.normal(shape)]) { both($0[0].minWithIndices(axis: axis)) }
      let ties = Input.exactly(shape, [1, 0, 2, 2, 0, 1, 2])
      try check("maxWithIndices", [ties]) { both($0[0].maxWithIndices(axis: axis)) }
      try check("minWithIndices", [ties]) { both($0[0].minWithIndices(axis: axis)) }
    }

    @Test(
      arguments: [
        ([1], 1, 0), ([7], 7, 0), ([3, 100], 5, 1), ([4, 6, 5], 2, 1), ([300, 70], 9, -1),
      ]
        as [(Shape, Int, Int)], [false, true])
    func matchesReference(_ place: (Shape, Int, Int), _ largest: Bool) throws {
      try check(TopKOp(count: place.1, axis: place.2, largest: largest), .normal(place.0))
    }

    @Test func ordersEqualOnesAndNaN() {
      for device in [Device.cpu, .reference] {
        let x = Tensor([2, .nan, 3, 2, 3, -.infinity] as [Float], on: device)
        let (values, indices) = x.topK(4)
        #expect(indices.scalars(as: Int.self) == [1, 2, 4, 0])
        #expect(values.doubles[0].isNaN && values.doubles[1...] == [3, 3, 2])
        #expect(x.topK(6, largest: false).indices.scalars(as: Int.self) == [5, 0, 3, 2, 4, 1])
      }
    }

    @Test func refuses() {
      checkRefusal(
        TopKOp(count: 4), [2, 3], problem: "count 4 is not 1 to 3, the extent of axis 1")
    }
  }

  @Suite struct CumulativeSumOpTests {
    @Test func golden() throws {
      try checkGolden("cumulativeSum") { $0[0].cumulativeSum(axis: 1) }
      try checkGolden("cumulativeSum/exclusive") { $0[0].cumulativeSum(axis: 1, exclusive: true) }
      try checkGolden("cumulativeSum/reversed") { $0[0].cumulativeSum(axis: 1, reversed: true) }
      try checkGolden("cumulativeSum/both") {
        $0[0].cumulativeSum(axis: -1, exclusive: true, reversed: true)
      }
    }

    @Test(
      arguments: [([1], 0), ([5, 3], 0), ([40, 700], -1), ([2, 3, 600], 1)] as [(Shape, Int)])
    func matchesReference(_ shape: Shape, _ axis: Int) throws {
      for (isExclusive, isReversed) in [(false, false), (true, false), (false, true), (true, true)]
      {
        try check(
          CumulativeSumOp(axis: axis, isExclusive: isExclusive, isReversed: isReversed),
          .normal(shape))
      }
    }
  }

  @Suite struct SplitOpTests {
    @Test func golden() throws {
      try checkGolden("split") { $0[0].split(axis: 2, sizes: [1, 3, 1]) }
      try checkGolden("stack") { stack($0, axis: 1) }
    }

    @Test(
      arguments: [([5], 0, [2, 3]), ([2, 7], -1, [7]), ([3, 4, 2], 1, [1, 0, 3])]
        as [(Shape, Int, [Int])])
    func matchesReference(_ shape: Shape, _ axis: Int, _ sizes: [Int]) throws {
      for outputs in 1...sizes.count {
        try check(SplitOp(axis: axis, sizes: sizes), .normal(shape), differentiableOutputs: outputs)
      }
    }

    @Test func refuses() {
      checkRefusal(
        SplitOp(axis: 1, sizes: [1, 3]), [2, 3],
        problem: "sizes [1, 3] do not add up to 3, axis 1 of input [2, 3]")
    }
  }
}
