extension ReferenceBackend {
  func groupNorm(
    _ x: Tensor, gamma: Tensor?, beta: Tensor?, epsilon: Double, _ shape: GroupShape
  ) -> GroupNormResult {
    var values = doubles(x)
    let (gamma, beta) = (gamma.map(doubles), beta.map(doubles))
    var (means, deviations): ([Double], [Double]) = ([], [])
    for (row, start) in stride(from: 0, to: values.count, by: shape.rowLength).enumerated() {
      let range = start..<(start + shape.rowLength)
      let mean = values[range].reduce(0, +) / Double(shape.rowLength)
      let variance =
        values[range].reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(shape.rowLength)
      let inverse = 1 / (variance + epsilon).squareRoot()
      for place in range {
        let channel = shape.channel(row, place - start)
        values[place] =
          (values[place] - mean) * inverse * (gamma?[channel] ?? 1) + (beta?[channel] ?? 0)
      }
      means.append(mean)
      deviations.append(inverse)
    }
    // Statistics stay exact, whatever the type of x.
    return GroupNormResult(
      y: tensor(values, x.shape, x.dtype), mean: tensor(means, [means.count], .float64),
      inverseDeviation: tensor(deviations, [means.count], .float64))
  }

  func groupNormBackward(
    _ dy: Tensor, x: Tensor, gamma: Tensor?, _ result: GroupNormResult, _ shape: GroupShape,
    wantsParameters: Bool
  ) -> (dx: Tensor, dgamma: Tensor?, dbeta: Tensor?) {
    let (values, slopes, factors) = (doubles(x), doubles(dy), gamma.map(doubles))
    let (means, inverses) = (doubles(result.mean), doubles(result.inverseDeviation))
    let channels = shape.groups * shape.channels
    var dx = values
    var dgamma = [Double](repeating: 0, count: channels)
    var dbeta = dgamma
    let count = Double(shape.rowLength)
    for (row, start) in stride(from: 0, to: values.count, by: shape.rowLength).enumerated() {
      let places = start..<(start + shape.rowLength)
      let normalized = places.map { (values[$0] - means[row]) * inverses[row] }
      var scaled: [Double] = []
      for place in places {
        let channel = shape.channel(row, place - start)
        scaled.append(slopes[place] * (factors?[channel] ?? 1))
        dgamma[channel] += slopes[place] * normalized[place - start]
        dbeta[channel] += slopes[place]
      }
      let mean = scaled.reduce(0, +) / count
      let along = zip(scaled, normalized).reduce(0) { $0 + $1.0 * $1.1 } / count
      for place in places {
        let i = place - start
        dx[place] = inverses[row] * (scaled[i] - mean - normalized[i] * along)
      }
    }
    return (
      tensor(dx, x.shape, x.dtype),
      wantsParameters ? tensor(dgamma, [channels], x.dtype) : nil,
      wantsParameters ? tensor(dbeta, [channels], x.dtype) : nil
    )
  }
}

extension GroupShape {
  /// The channel of an element of a row.
  fileprivate func channel(_ row: Int, _ element: Int) -> Int {
    row % groups * channels + element / spatial
  }
}
