extension ReferenceBackend {
  func batchNormTraining(
    _ x: Tensor, gamma: Tensor, beta: Tensor, epsilon: Double, activation: FusedActivation
  ) -> BatchNormResult {
    let extents = Extents(x.shape, axis: 1)
    let values = doubles(x)
    let count = Double(extents.outer * extents.inner)
    var (means, variances): ([Double], [Double]) = ([], [])
    for channel in 0..<extents.along {
      let indices = extents.indices(at: channel)
      let mean = indices.reduce(0) { $0 + values[$1] } / count
      let squares = indices.reduce(0) { $0 + (values[$1] - mean) * (values[$1] - mean) }
      means.append(mean)
      variances.append(squares / count)
    }
    let y = normalized(
      x, gamma: gamma, beta: beta, means: means, variances: variances, epsilon: epsilon,
      activation: activation)
    return BatchNormResult(
      y: y, mean: tensor(means, [extents.along], x.dtype),
      variance: tensor(variances, [extents.along], x.dtype))
  }

  func batchNormInference(
    _ x: Tensor, gamma: Tensor, beta: Tensor, mean: Tensor, variance: Tensor, epsilon: Double,
    activation: FusedActivation
  ) -> Tensor {
    normalized(
      x, gamma: gamma, beta: beta, means: doubles(mean), variances: doubles(variance),
      epsilon: epsilon, activation: activation)
  }

  private func normalized(
    _ x: Tensor, gamma: Tensor, beta: Tensor, means: [Double], variances: [Double],
    epsilon: Double, activation: FusedActivation
  ) -> Tensor {
    let extents = Extents(x.shape, axis: 1)
    let (scales, shifts) = (doubles(gamma), doubles(beta))
    var values = doubles(x)
    for channel in 0..<extents.along {
      let deviation = (variances[channel] + epsilon).squareRoot()
      for i in extents.indices(at: channel) {
        let normal = (values[i] - means[channel]) / deviation
        values[i] = activation.value(scales[channel] * normal + shifts[channel])
      }
    }
    return tensor(values, x.shape, x.dtype)
  }

  /// With n = (x - mean) / σ, g the gradient before the activation and m values in a channel:
  /// dbeta = Σ g, dgamma = Σ g n, dx = gamma / σ · (g - dbeta / m - n · dgamma / m); the last two
  /// terms come from mean and variance. Ioffe & Szegedy 2015, section 3.
  func batchNormBackward(
    _ dy: Tensor, x: Tensor, gamma: Tensor, beta: Tensor, mean: Tensor, variance: Tensor,
    epsilon: Double, activation: FusedActivation, statisticsAreConstant: Bool
  ) -> (dx: Tensor, dgamma: Tensor, dbeta: Tensor) {
    let extents = Extents(x.shape, axis: 1)
    let count = Double(extents.outer * extents.inner)
    let (values, scales, shifts) = (doubles(x), doubles(gamma), doubles(beta))
    let (means, variances) = (doubles(mean), doubles(variance))
    var gradients = doubles(dy)
    var scaleGradients = [Double](repeating: 0, count: extents.along)
    var shiftGradients = scaleGradients
    for channel in 0..<extents.along {
      let indices = extents.indices(at: channel)
      let deviation = (variances[channel] + epsilon).squareRoot()
      let normals = indices.map { (values[$0] - means[channel]) / deviation }
      for (i, normal) in zip(indices, normals) {
        let output = activation.value(scales[channel] * normal + shifts[channel])
        gradients[i] = activation.gradient(gradients[i], output: output)
        scaleGradients[channel] += gradients[i] * normal
        shiftGradients[channel] += gradients[i]
      }
      for (i, normal) in zip(indices, normals) {
        if !statisticsAreConstant {
          gradients[i] -= (shiftGradients[channel] + normal * scaleGradients[channel]) / count
        }
        gradients[i] *= scales[channel] / deviation
      }
    }
    return (
      tensor(gradients, x.shape, resultType(dy, x)),
      tensor(scaleGradients, gamma.shape, gamma.dtype),
      tensor(shiftGradients, beta.shape, beta.dtype)
    )
  }
}
