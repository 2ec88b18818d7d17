extension ReferenceBackend {
  func reduce(_ reduction: Reduction, _ x: Tensor, axes: [Int]) -> Tensor {
    let shape = axes.reduce(x.shape) { $0.replacing(axis: $1, with: 1) }
    let start: Double =
      switch reduction {
      case .sum, .mean: 0
      case .max: -.infinity
      case .min: .infinity
      }
    var results = [Double](repeating: start, count: shape.elementCount)
    for (value, target) in zip(doubles(x), sources(of: shape, in: x.shape)) {
      switch reduction {
      case .sum, .mean: results[target] += value
      case .max where value > results[target] || value.isNaN: results[target] = value
      case .min where value < results[target] || value.isNaN: results[target] = value
      case .max, .min: break
      }
    }
    if reduction == .mean {
      let count = axes.reduce(1.0) { $0 * Double(x.shape[$1]) }
      results = results.map { $0 / count }
    }
    return tensor(results, shape, x.dtype)
  }

  func isFinite(_ x: Tensor) -> Bool { doubles(x).allSatisfy(\.isFinite) }

  func broadcast(_ x: Tensor, to shape: Shape) -> Tensor {
    x.shape == shape ? x : picking(sources(of: x.shape, in: shape), of: x, shape)
  }

  /// NaN counts as the greatest value.
  func argmax(_ x: Tensor, axis: Int) -> Tensor {
    let extents = Extents(x.shape, axis: axis)
    let values = doubles(x)
    var results: [Int64] = []
    for outer in 0..<extents.outer {
      for inner in 0..<extents.inner {
        var best = 0
        for i in 1..<max(extents.along, 1) {
          let value = values[extents.index(outer, i, inner)]
          let greatest = values[extents.index(outer, best, inner)]
          if value > greatest || value.isNaN && !greatest.isNaN { best = i }
        }
        results.append(Int64(best))
      }
    }
    return tensor(results, x.shape.removing(axis: axis), .int64)
  }

  func channelSum(_ x: Tensor) -> Tensor {
    let extents = Extents(x.shape, axis: 1)
    let values = doubles(x)
    let sums = (0..<extents.along).map { channel in
      extents.indices(at: channel).reduce(0.0) { $0 + values[$1] }
    }
    return tensor(sums, [extents.along], x.dtype)
  }
}
