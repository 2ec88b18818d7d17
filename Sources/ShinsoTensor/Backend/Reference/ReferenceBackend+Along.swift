extension ReferenceBackend {
  func mapped(_ x: Tensor, axis: Int, _ map: AxisMap) -> Tensor {
    let shape = x.shape.replacing(axis: axis, with: map.count)
    let (source, target) = (Extents(x.shape, axis: axis), Extents(shape, axis: axis))
    let values = doubles(x)
    var results = [Double](repeating: 0, count: shape.elementCount)
    for outer in 0..<target.outer {
      for row in 0..<map.count {
        for entry in Int(map.starts[row])..<Int(map.starts[row + 1]) {
          for inner in 0..<target.inner {
            results[target.index(outer, row, inner)] +=
              map.weights[entry] * values[source.index(outer, Int(map.columns[entry]), inner)]
          }
        }
      }
    }
    return tensor(results, shape, x.dtype)
  }

  func cumulativeSum(_ x: Tensor, axis: Int, exclusive: Bool, reversed: Bool) -> Tensor {
    let extents = Extents(x.shape, axis: axis)
    var values = doubles(x)
    for outer in 0..<extents.outer {
      for inner in 0..<extents.inner {
        var sum = 0.0
        for step in 0..<extents.along {
          let place = extents.index(outer, reversed ? extents.along - 1 - step : step, inner)
          let before = sum
          sum += values[place]
          values[place] = exclusive ? before : sum
        }
      }
    }
    return tensor(values, x.shape, x.dtype)
  }

  func topK(_ x: Tensor, count: Int, largest: Bool) -> (values: Tensor, indices: Tensor) {
    let columns = x.shape[-1]
    let all = doubles(x)
    var (values, indices): ([Double], [Int64]) = ([], [])
    for start in stride(from: 0, to: all.count, by: columns) {
      let row = all[start..<(start + columns)]
      let order = row.indices.sorted { a, b in
        let (left, right) = (row[a], row[b])
        if left.isNaN != right.isNaN { return largest ? left.isNaN : right.isNaN }
        if left == right || left.isNaN { return a < b }
        return largest ? left > right : left < right
      }
      values += order.prefix(count).map { row[$0] }
      indices += order.prefix(count).map { Int64($0 - start) }
    }
    let shape = x.shape.replacing(axis: -1, with: count)
    return (tensor(values, shape, x.dtype), tensor(indices, shape, .int64))
  }
}
