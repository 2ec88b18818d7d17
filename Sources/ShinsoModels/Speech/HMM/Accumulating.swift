import ShinsoTensor

/// Sums over parts of the data, which can be added.
protocol Accumulating {
  mutating func add(_ other: Self)
}

extension ContextStatistics: Accumulating {}

/// Sums over `count` parts of the data, on all threads. They are divided in the same way however many
/// threads there are, so that sums do not depend on that.
func accumulate<Sum: Accumulating>(
  _ count: Int, _ empty: Sum, _ body: (Int, inout Sum) -> Void
) -> Sum {
  let parts = 4
  var sums = [Sum](repeating: empty, count: parts)
  sums.withUnsafeMutableBufferPointer { sums in
    let shared = SharedSums(sums: sums)
    withoutActuallyEscaping(body) { body in
      Parallel.onTeam { thread, team in
        for part in Swift.stride(from: thread, to: parts, by: team) {
          for index in Swift.stride(from: part, to: count, by: parts) {
            body(index, &shared.sums[part])
          }
        }
      }
    }
  }
  return sums.dropFirst().reduce(into: sums[0]) { $0.add($1) }
}

private struct SharedSums<Sum>: @unchecked Sendable {
  let sums: UnsafeMutableBufferPointer<Sum>
}
