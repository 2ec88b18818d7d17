import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct GradientsTests {
    @Test func diamond() {
      let x = Tensor([3] as [Float]).watched()
      let square = x.square()
      let y = (square * x + square + x).sum()  // x³ + x² + x
      #expect(gradients(of: y, withRespectTo: x).doubles == [27 + 6 + 1])
    }

    @Test func tiedParameterAddsUp() {
      let weight = Parameter(Tensor([2] as [Float]))
      let y = (weight.tensor * weight.tensor * weight.tensor).sum()
      #expect(y.gradients()[weight]?.tensor.doubles == [12])
    }

    @Test func rootCanBeALeaf() {
      let weight = Parameter(Tensor(2))
      #expect(weight.tensor.gradients()[weight]?.tensor.item() == 1)
      let x = Tensor(5).watched()
      #expect(gradients(of: x, withRespectTo: x).item() == 1)
    }

    @Test func frozenParameterGetsNone() {
      let (weight, bias) = (Parameter(.random([3])), Parameter(.random([3])))
      weight.isFrozen = true
      #expect(!weight.tensor.isRecorded)
      let found = (weight.tensor * 2 + bias.tensor).sum().gradients()
      #expect(found[weight] == nil)
      #expect(found[bias]?.tensor.doubles == [1, 1, 1])
      weight.isFrozen = false
      #expect((weight.tensor * 2).sum().gradients()[weight]?.tensor.doubles == [2, 2, 2])
    }

    @Test func sumsAndMultiples() {
      let (a, b) = (Parameter(.random([2])), Parameter(.random([2])))
      let both = (a.tensor * 2 + b.tensor).sum().gradients()
      let one = (a.tensor * 3).sum().gradients()
      var sum = Gradients() + both
      sum += one
      #expect(sum[a]?.tensor.doubles == [5, 5])
      #expect(sum[b]?.tensor.doubles == [1, 1])
      #expect((sum * 0.5)[a]?.tensor.doubles == [2.5, 2.5])
      #expect(Gradients().isEmpty && !sum.isEmpty)
    }

    @Test func sparseRowsAddUp() {
      let table = Parameter(.random([4, 2]))
      let lookUp = { (indices: [Int]) in embedding(Tensor(indices), table.tensor).sum() }
      let twice = (lookUp([1, 1]) + lookUp([3])).gradients()[table]
      guard case .rows(let rows)? = twice else {
        Issue.record("the sum of row-sparse gradients is not row-sparse")
        return
      }
      #expect(rows.dense.doubles == [0, 0, 2, 2, 0, 0, 1, 1])
      let scaled = lookUp([0]).gradients() * 4
      #expect(scaled[table]?.tensor.doubles == [4, 4, 0, 0, 0, 0, 0, 0])
      let mixed = (lookUp([2]) + (table.tensor * 3).sum()).gradients()[table]
      #expect(mixed?.tensor.doubles == [3, 3, 3, 3, 4, 4, 3, 3])
    }

    @Test func activationsAndInputs() {
      let x = Tensor([1, 2] as [Float]).watched()
      let hidden = x.square()
      let y = (hidden * 3).sum()
      let found = gradients(of: y, withRespectTo: [hidden, x])
      #expect(found[0].doubles == [3, 3])
      #expect(found[1].doubles == [6, 12])
      let unrelated = Tensor.random([2, 2]).watched()
      #expect(gradients(of: x.sum(), withRespectTo: unrelated).doubles == [0, 0, 0, 0])
    }

    @Test func seedOfAShapedLoss() {
      let x = Tensor([1, 2] as [Float]).watched()
      let seed = Tensor([10, 100] as [Float])
      #expect(gradients(of: x.square(), withRespectTo: x, seed: seed).doubles == [20, 400])
    }

    /// Parameters used late in the forward pass are final early in the backward pass.
    @Test func whenFinalFollowsThePass() {
      let layers = (0..<4).map { Parameter(.random([3, 3], seed: UInt64($0))) }
      var x = Tensor.random([2, 3])
      // The first layer is used again at the end: it becomes final last all the same.
      for layer in layers + [layers[0]] { x = linear(x, layer.tensor) }
      var order: [Int] = []
      let found = x.sum().gradients { gradient, isOf in
        order += layers.indices.filter { isOf(layers[$0]) }
        #expect(gradient.tensor.shape == [3, 3])
      }
      #expect(order == [3, 2, 1, 0])
      #expect(layers.allSatisfy { found[$0] != nil })
    }

    /// The input's gradient of the first layer is computed for nobody.
    @Test func computesOnlyWhatIsNeeded() {
      let needs = Log()
      let weight = Parameter(.random([3]))
      _ = applyOp(Probe(log: needs), .random([3]), weight.tensor).sum().gradients()
      #expect(needs.entries == [[false, true]])
      let x = Tensor.random([3]).watched()
      let y = applyOp(Probe(log: needs), x, weight.tensor)
      _ = gradients(of: y.sum(), withRespectTo: x)
      #expect(needs.entries.last == [true, false])
    }

    @Test func devicesDoNotMix() {
      let error = #expect(throws: OpError.self) {
        try runOp(BinaryOp(.add), [.zeros([1]), .zeros([1], on: .reference)])
      }
      #expect(error?.problem == "inputs lie on cpu and reference")
    }

    @Test func sparseRowsStaySparseWhenClipped() {
      let table = Parameter(.random([4, 2]))
      let found = (embedding(Tensor([1, 1, 3]), table.tensor).sum() * 2).gradients()
      #expect(abs(found.norm - 40.0.squareRoot()) < 1e-6)
      let clipped = found.clipped(toValue: 3)
      guard case .rows(let rows)? = clipped[table] else {
        Issue.record("a clipped row-sparse gradient is not row-sparse")
        return
      }
      #expect(rows.dense.doubles == [0, 0, 3, 3, 0, 0, 2, 2])
    }
  }
}
