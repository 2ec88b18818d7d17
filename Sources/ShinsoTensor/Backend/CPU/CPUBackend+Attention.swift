import CKernels

extension CPUBackend {
  func additiveAttention(_ query: Tensor, _ source: AttentionSource) -> (
    weights: Tensor, context: Tensor
  ) {
    let rows = query.shape[0]
    let weights = Tensor.uninitialized([rows, source.keys.shape[0]], .float32, on: device)
    let context = Tensor.uninitialized([rows, source.values.shape[2]], .float32, on: device)
    let asked = query.storage.plainMemory
    let made = [weights, context].map(\.storage.plainMemory.floats)
    withSource(source) { source in
      Parallel.ranges(rows, cost: Self.cost(source)) { range in
        shinso_attention_forward(
          source, made[0], made[1], asked.floats, range.lowerBound, range.upperBound)
      }
    }
    return (weights, context)
  }

  func additiveAttentionBackward(
    _ dContext: Tensor, query: Tensor, weights: Tensor, _ source: AttentionSource
  ) -> (scores: Tensor, query: Tensor) {
    let scores = Tensor.uninitialized(weights.shape, .float32, on: device)
    let dQuery = Tensor.uninitialized(query.shape, .float32, on: device)
    let known = [dContext, weights, query].map(\.storage.plainMemory)
    let made = [scores, dQuery].map(\.storage.plainMemory.floats)
    withSource(source) { source in
      Parallel.ranges(query.shape[0], cost: Self.cost(source)) { range in
        shinso_attention_backward(
          source, made[0], made[1], known[0].floats, known[1].floats, known[2].floats,
          range.lowerBound, range.upperBound)
      }
    }
    return (scores, dQuery)
  }

  func additiveAttentionSourceBackward(
    _ dContext: Tensor, queries: Tensor, weights: Tensor, dScores: Tensor,
    _ source: AttentionSource
  ) -> (keys: Tensor, values: Tensor, v: Tensor) {
    let (times, batch, size) = (queries.shape[0], queries.shape[1], queries.shape[2])
    let made = [source.keys.shape, source.values.shape, [batch, size]].map {
      Tensor.uninitialized($0, .float32, on: device)
    }
    let known = [queries, weights, dScores, dContext].map(\.storage.plainMemory)
    let targets = made.map(\.storage.plainMemory.floats)
    withSource(source) { source in
      Parallel.ranges(batch, cost: Self.cost(source) * times) { range in
        shinso_attention_source_backward(
          source, targets[0], targets[1], targets[2], known[0].floats, known[1].floats,
          known[2].floats, known[3].floats, times, range.lowerBound, range.upperBound)
      }
    }
    return (made[0], made[1], reduce(.sum, made[2], axes: [0]).viewed(as: [size]))
  }

  /// Simple operations for one row of queries.
  private static func cost(_ source: UnsafePointer<shinso_attention>) -> Int {
    source.pointee.steps * (10 * source.pointee.size + 2 * source.pointee.width)
  }

  private func withSource(
    _ source: AttentionSource, _ body: (UnsafePointer<shinso_attention>) -> Void
  ) {
    let known = [source.keys, source.values, source.v, source.lengths]
      .map(\.storage.plainMemory)
    let owners = source.owners?.storage.plainMemory
    var place = shinso_attention(
      keys: known[0].floats, values: known[1].floats, v: known[2].floats,
      lengths: known[3].int64s, owners: owners?.int64s, steps: source.keys.shape[0],
      batch: source.keys.shape[1], size: source.keys.shape[2], width: source.values.shape[2])
    withExtendedLifetime((known, owners)) { body(&place) }
  }
}
