import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct ResetFirstGRUOpTests {
    @Test(arguments: [[1, 1, 1], [3, 2, 4], [5, 1, 3], [4, 3, 32], [2, 65, 96]])
    func matchesReference(_ sizes: [Int]) throws {
      let (steps, batch, hidden) = (sizes[0], sizes[1], sizes[2])
      let inputs: [Input] = [
        .normal([steps, batch, 3 * hidden]), .normal([batch, hidden]),
        .uniform([2 * hidden, hidden], -0.5, 0.5), .uniform([hidden, hidden], -0.5, 0.5),
      ]
      for isReversed in [false, true] {
        try check(ResetFirstGRUOp(isReversed: isReversed), inputs, tolerance: 5e-5)
      }
    }

    /// A sequence in a padded batch is computed as if it were alone, and its last state stays.
    @Test(arguments: [false, true]) func readsEachSequenceToItsEnd(_ isReversed: Bool) {
      let (hidden, lengths) = (5, [4, 1, 3])
      for device in [Device.reference, .cpu] {
        let a = Tensor.random([4, 3, 3 * hidden], on: device)
        let gates = Tensor.random([2 * hidden, hidden], seed: 2, on: device)
        let new = Tensor.random([hidden, hidden], seed: 3, on: device)
        let h0 = Tensor.random([3, hidden], seed: 4, on: device)
        let y = resetFirstGRU(
          a, h0: h0, weightGates: gates, weightNew: new,
          lengths: Tensor(lengths.map { Int64($0) }, on: device), isReversed: isReversed)
        for (n, length) in lengths.enumerated() {
          let own = resetFirstGRU(
            a.sliced(axis: 0, to: length).sliced(axis: 1, from: n, to: n + 1),
            h0: h0.sliced(axis: 0, from: n, to: n + 1), weightGates: gates, weightNew: new,
            isReversed: isReversed)
          let mine = y.sliced(axis: 1, from: n, to: n + 1)
          expectClose(mine.sliced(axis: 0, to: length), own, 1e-6, "sequence \(n) on \(device)")
          guard length < 4 else { continue }
          let rest = mine.sliced(axis: 0, from: length, to: length + 1)
          let kept =
            isReversed
            ? h0.sliced(axis: 0, from: n, to: n + 1).unsqueezed(0)
            : own.sliced(axis: 0, from: length - 1)
          expectClose(rest, kept, 1e-6, "after sequence \(n) on \(device)")
        }
      }
    }

    @Test func gradientsOfPaddedBatchesAreThoseOfDifferences() throws {
      for isReversed in [false, true] {
        try check(
          "resetFirstGRU with lengths", .normal([4, 3, 6]), .normal([3, 2]), .normal([4, 2]),
          .normal([2, 2])
        ) {
          resetFirstGRU(
            $0[0], h0: $0[1], weightGates: $0[2], weightNew: $0[3],
            lengths: Tensor([2, 4, 1] as [Int64], on: $0[0].device), isReversed: isReversed)
        }
      }
    }

    @Test func refuses() {
      checkRefusal(
        ResetFirstGRUOp(), [3, 2, 12], [2, 5], [10, 5], [5, 5],
        problem: "fromInput [3, 2, 12] and h0 [2, 5] must be [T, N, 3 hidden] and [N, hidden]")
      #expect(throws: OpError.self) {
        try runOp(
          ResetFirstGRUOp(),
          [
            .zeros([3, 1, 6]), .zeros([1, 2]), .zeros([4, 2]), .zeros([2, 2]),
            Tensor([4] as [Int64]),
          ])
      }
    }
  }
}
