import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct EmbeddingOpTests {
    @Test func golden() throws {
      try checkGolden("embedding") { embedding($0[0], $0[1]) }
    }

    @Test func matchesReference() throws {
      try check(EmbeddingOp(), .indices([], below: 3), .normal([3, 4]))
      try check(EmbeddingOp(), .indices([5, 2], below: 3), .normal([3, 7]))
      try check(EmbeddingOp(), .indices([50], below: 100), .normal([100, 16]))
      try check(EmbeddingOp(), .indices([4], below: 5), .normal([5]))
    }

    @Test func gradientNamesRows() throws {
      let table = Parameter(.random([5, 2]))
      let loss = embedding(Tensor([3, 1, 3]), table.tensor).sum()
      guard case .rows(let rows)? = loss.gradients()[table] else {
        Issue.record("the gradient of an embedding's table is not row-sparse")
        return
      }
      #expect(rows.indices.scalars(as: Int.self) == [3, 1, 3])
      #expect(rows.values.shape == [3, 2])
      #expect(rows.dense.doubles == [0, 0, 1, 1, 0, 0, 2, 2, 0, 0])
    }

    @Test func refuses() throws {
      checkRefusal(EmbeddingOp(), [2], [3, 4], problem: "indices [2] are float32, not int64")
      let inputs = [Tensor([0, 2, 7]), Tensor.random([3, 4])]
      let error = #expect(throws: OpError.self) { try runOp(EmbeddingOp(), inputs) }
      #expect(error?.problem == "indices[2] is 7, but there are 3 rows: 0 to 2")
    }
  }
}
