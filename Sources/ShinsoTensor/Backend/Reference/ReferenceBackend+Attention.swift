import Foundation

extension ReferenceBackend {
  func additiveAttention(_ query: Tensor, _ source: AttentionSource) -> (
    weights: Tensor, context: Tensor
  ) {
    let place = Places(source, self)
    let asked = doubles(query)
    var weights: [Double] = []
    var context: [Double] = []
    for row in 0..<query.shape[0] {
      let n = place.owner(row)
      let scores = (0..<place.lengths[n]).map { s in
        (0..<place.size).reduce(0) {
          $0 + place.v[$1] * tanh(asked[row * place.size + $1] + place.key(s, n, $1))
        }
      }
      let greatest = scores.max() ?? 0
      let powers = scores.map { exp($0 - greatest) }
      let own = powers.map { $0 / powers.reduce(0, +) }
      weights += own + Array(repeating: 0, count: place.steps - own.count)
      context += (0..<place.width).map { i in
        own.indices.reduce(0) { $0 + own[$1] * place.value($1, n, i) }
      }
    }
    return (
      tensor(weights, [query.shape[0], place.steps], query.dtype),
      tensor(context, [query.shape[0], place.width], query.dtype)
    )
  }

  func additiveAttentionBackward(
    _ dContext: Tensor, query: Tensor, weights: Tensor, _ source: AttentionSource
  ) -> (scores: Tensor, query: Tensor) {
    let place = Places(source, self)
    let (asked, weight, slope) = (doubles(query), doubles(weights), doubles(dContext))
    var scores: [Double] = []
    var dQuery: [Double] = []
    for row in 0..<query.shape[0] {
      let n = place.owner(row)
      let own = (0..<place.steps).map { weight[row * place.steps + $0] }
      let slopes = own.indices.map { s in
        (0..<place.width).reduce(0) {
          $0 + slope[row * place.width + $1] * place.value(s, n, $1)
        }
      }
      let mean = zip(own, slopes).reduce(0) { $0 + $1.0 * $1.1 }
      let dScores = zip(own, slopes).map { $0 * ($1 - mean) }
      scores += dScores
      dQuery += (0..<place.size).map { a in
        dScores.indices.reduce(0) { sum, s in
          let t = tanh(asked[row * place.size + a] + place.key(s, n, a))
          return sum + dScores[s] * place.v[a] * (1 - t * t)
        }
      }
    }
    return (
      tensor(scores, weights.shape, query.dtype), tensor(dQuery, query.shape, query.dtype)
    )
  }

  func additiveAttentionSourceBackward(
    _ dContext: Tensor, queries: Tensor, weights: Tensor, dScores: Tensor,
    _ source: AttentionSource
  ) -> (keys: Tensor, values: Tensor, v: Tensor) {
    let place = Places(source, self)
    let (asked, weight) = (doubles(queries), doubles(weights))
    let (slopes, dScore) = (doubles(dContext), doubles(dScores))
    let batch = queries.shape[1]
    var keys = [Double](repeating: 0, count: place.keys.count)
    var values = [Double](repeating: 0, count: place.values.count)
    var v = [Double](repeating: 0, count: place.size)
    for row in 0..<(queries.shape[0] * batch) {
      let n = row % batch
      for s in 0..<place.lengths[n] {
        for a in 0..<place.size {
          let t = tanh(asked[row * place.size + a] + place.key(s, n, a))
          let score = dScore[row * place.steps + s]
          keys[(s * batch + n) * place.size + a] += score * place.v[a] * (1 - t * t)
          v[a] += score * t
        }
        for i in 0..<place.width {
          values[(s * batch + n) * place.width + i] +=
            weight[row * place.steps + s] * slopes[row * place.width + i]
        }
      }
    }
    return (
      tensor(keys, source.keys.shape, queries.dtype),
      tensor(values, source.values.shape, queries.dtype), tensor(v, [place.size], queries.dtype)
    )
  }
}

/// The elements of an `AttentionSource`.
private struct Places {
  let keys: [Double]
  let values: [Double]
  let v: [Double]
  let lengths: [Int]
  let owners: [Int]?
  let steps: Int
  let batch: Int
  let size: Int
  let width: Int

  init(_ source: AttentionSource, _ backend: ReferenceBackend) {
    keys = backend.doubles(source.keys)
    values = backend.doubles(source.values)
    v = backend.doubles(source.v)
    lengths = Elements.integers(source.lengths.storage).map(Int.init)
    owners = (source.owners?.storage).map { Elements.integers($0).map(Int.init) }
    (steps, batch) = (source.keys.shape[0], source.keys.shape[1])
    (size, width) = (source.keys.shape[2], source.values.shape[2])
  }

  func owner(_ row: Int) -> Int { owners?[row] ?? row }
  func key(_ s: Int, _ n: Int, _ a: Int) -> Double { keys[(s * batch + n) * size + a] }
  func value(_ s: Int, _ n: Int, _ i: Int) -> Double { values[(s * batch + n) * width + i] }
}
