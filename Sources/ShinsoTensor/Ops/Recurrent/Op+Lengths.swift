extension Op {
  /// The type and shape of the lengths of a batch of sequences.
  func requireLengths(_ lengths: TensorSpec, batch: Int) throws(OpError) {
    try require(
      lengths.dtype == .int64 && lengths.shape == [batch],
      "lengths \(lengths.shape) (\(lengths.dtype.rawValue)) must be int64 [\(batch)]")
  }

  func requireLengths(_ lengths: Tensor, upTo steps: Int) throws(OpError) {
    let found = lengths.scalars(as: Int64.self)
    if let bad = found.first(where: { $0 < 1 || $0 > Int64(steps) }) {
      throw OpError(name, "a length is \(bad), but must be 1 to \(steps)")
    }
  }

  /// For each step, how many of a batch's first sequences contain all that have not ended: with the
  /// longest first, few are computed in vain. In steps of eight, so that kernels are not prepared for
  /// every number.
  func activeCounts(_ lengths: Tensor, steps: Int) -> [Int] {
    let found = lengths.scalars(as: Int64.self)
    var counts = [Int](repeating: 0, count: steps)
    for (index, length) in found.enumerated() where length > 0 {
      counts[Int(length) - 1] = index + 1
    }
    var most = 0
    for step in counts.indices.reversed() {
      most = max(most, counts[step])
      counts[step] = min((most + 7) & ~7, found.count)
    }
    return counts
  }
}
