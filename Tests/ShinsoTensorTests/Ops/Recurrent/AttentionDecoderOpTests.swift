import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct AttentionDecoderOpTests {
    /// Sizes are steps, sequences, places, hidden, size of keys, width of values.
    @Test(arguments: [
      [1, 1, 1, 1, 1, 1], [3, 2, 4, 5, 3, 2], [2, 3, 5, 16, 33, 24], [4, 65, 3, 32, 16, 40],
    ])
    func matchesReference(_ sizes: [Int]) throws {
      let lengths = (0..<sizes[1]).map { Int64($0 % sizes[2] + 1) }
      try check("attentionDecoder", inputs(sizes), tolerance: 5e-5) {
        let (states, contexts, _) = Self.decode($0, lengths)
        return [states, contexts]
      }
    }

    private func inputs(_ sizes: [Int]) -> [Input] {
      let (steps, batch, places) = (sizes[0], sizes[1], sizes[2])
      let (hidden, size, width) = (sizes[3], sizes[4], sizes[5])
      return [
        .normal([steps, batch, 3 * hidden]), .normal([batch, hidden]),
        .normal([places, batch, size]), .normal([places, batch, width]), .normal([size]),
        .uniform([2 * hidden + size, hidden], -0.5, 0.5),
        .uniform([3 * hidden, width], -0.5, 0.5), .uniform([hidden, hidden], -0.5, 0.5),
      ]
    }

    private static func decode(
      _ x: [Tensor], _ lengths: [Int64], owners: [Int64]? = nil
    ) -> (states: Tensor, contexts: Tensor, weights: Tensor) {
      let device = x[0].device
      return attentionDecoder(
        x[0], s0: x[1],
        AttentionSource(
          keys: x[2], values: x[3], v: x[4], lengths: Tensor(lengths, on: device),
          owners: owners.map { Tensor($0, on: device) }), weightState: x[5], weightContext: x[6],
        weightNew: x[7])
    }

    /// Only what is asked for is computed, and from the contexts alone.
    @Test func gradientsOfSomeInputs() {
      var x = shapes.map { Tensor.random($0) }
      x[1] = x[1].watched()
      let (_, contexts, weights) = Self.decode(x, [4, 2])
      let d = gradients(of: contexts.sum(), withRespectTo: x[1])
      #expect(d.shape == [2, 5] && d.doubles.contains { $0 != 0 })
      let sums = weights.sum(axes: 2).doubles
      #expect(sums.allSatisfy { abs($0 - 1) < 1e-6 })
      #expect(
        weights.sliced(axis: 1, from: 1).sliced(axis: 2, from: 2).doubles.allSatisfy { $0 == 0 })
    }

    private let shapes: [Shape] = [
      [3, 2, 15], [2, 5], [4, 2, 3], [4, 2, 6], [3], [13, 5], [15, 6], [5, 5],
    ]

    /// Rows of a beam look at the sequence that they belong to, as if it were alone.
    @Test func rowsLookAtTheirOwnSequence() {
      for device in [Device.reference, .cpu] {
        var x = shapes.map { Tensor.random($0, on: device) }
        let plain = Self.decode(x, [4, 2])
        let owners = [1, 0, 1, 1]
        let rows = Tensor(owners.map { Int64($0) }, on: device)
        x[0] = x[0].indexSelected(rows, axis: 1)
        x[1] = x[1].indexSelected(rows, axis: 0)
        let beam = Self.decode(x, [4, 2], owners: owners.map { Int64($0) })
        expectClose(
          beam.states, plain.states.indexSelected(rows, axis: 1), 1e-6, "states on \(device)")
        expectClose(
          beam.weights, plain.weights.indexSelected(rows, axis: 1), 1e-6, "weights on \(device)")
      }
    }

    @Test func refuses() {
      checkRefusal(
        AttentionDecoderOp(),
        shapes.map { TensorSpec(shape: $0) } + [TensorSpec(shape: [3], dtype: .int64)],
        problem: "lengths [3] (int64) must be int64 [2]")
      var wrong = shapes.map { TensorSpec(shape: $0) }
      wrong[6] = TensorSpec(shape: [15, 5])
      checkRefusal(
        AttentionDecoderOp(), wrong + [TensorSpec(shape: [2], dtype: .int64)],
        problem: "weightContext [15, 5] must be [15, 6]: 3 gates from 6 values")
    }
  }
}
