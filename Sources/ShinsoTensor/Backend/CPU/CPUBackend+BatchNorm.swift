import CKernels

extension CPUBackend {
  func batchNormTraining(
    _ x: Tensor, gamma: Tensor, beta: Tensor, epsilon: Double, activation: FusedActivation
  ) -> BatchNormResult {
    let mean = Tensor.uninitialized([x.shape[1]], .float32, on: device)
    let variance = Tensor.uninitialized([x.shape[1]], .float32, on: device)
    let planes = LanePlanes(x, self)
    // Runs of a fixed number of planes or pixels, merged in order: the same bits on any number of
    // threads.
    let moments = ChannelSums(count: 2, channels: planes.channels)
    if planes.groups > 1 {
      planes.forEachChannelGroup { group in
        for (image, plane) in group.planes.enumerated() {
          shinso_norm_moments(
            moments[0] + group.firstChannel, moments[1] + group.firstChannel,
            image * planes.pixels, plane, planes.pixels, planes.lanes)
        }
      }
    } else {
      mergedMoments(planes, moments)
    }
    let count = Double(planes.count)
    for channel in 0..<planes.channels { moments[1][channel] /= count }
    moments.write(0, to: mean)
    moments.write(1, to: variance)
    let y = batchNormInference(
      x, gamma: gamma, beta: beta, mean: mean, variance: variance, epsilon: epsilon,
      activation: activation)
    return BatchNormResult(y: y, mean: mean, variance: variance)
  }

  /// The moments of a layout with one channel group: pieces of pixels in parallel, then merged.
  private func mergedMoments(_ planes: LanePlanes, _ moments: ChannelSums) {
    let piece = max(1, 65_536 / planes.lanes)
    let pieces = (planes.count + piece - 1) / piece
    let partial = ChannelSums(count: 2 * pieces, channels: planes.lanes)
    Parallel.ranges(pieces, cost: piece * planes.lanes) { range in
      for index in range {
        let start = index * piece
        shinso_norm_moments(
          partial[2 * index], partial[2 * index + 1], 0,
          planes.memory.floats + start * planes.lanes, min(piece, planes.count - start),
          planes.lanes)
      }
    }
    for index in 0..<pieces {
      let start = index * piece
      shinso_norm_merge_moments(
        moments[0], moments[1], start, partial[2 * index], partial[2 * index + 1],
        min(piece, planes.count - start), planes.lanes)
    }
  }

  func batchNormInference(
    _ x: Tensor, gamma: Tensor, beta: Tensor, mean: Tensor, variance: Tensor, epsilon: Double,
    activation: FusedActivation
  ) -> Tensor {
    let planes = LanePlanes(x, self)
    let affine = ChannelAffine(
      gamma: gamma, beta: beta, mean: mean, variance: variance, epsilon: epsilon,
      channels: planes.channels, self)
    return apply(affine, to: x, planes, activation)
  }

  private func apply(
    _ affine: ChannelAffine, to x: Tensor, _ planes: LanePlanes, _ activation: FusedActivation
  ) -> Tensor {
    let y = planes.like(x, self)
    let target = y.storage.representation.memory.floats
    planes.forEachPiece { offset, channel, pixels in
      shinso_norm_apply(
        target + offset, planes.memory.floats + offset, affine.scale + channel,
        affine.shift + channel, nil, activation.lower, activation.upper, pixels, planes.lanes)
    }
    return y
  }

  func batchNormBackward(
    _ dy: Tensor, x: Tensor, gamma: Tensor, beta: Tensor, mean: Tensor, variance: Tensor,
    epsilon: Double, activation: FusedActivation, statisticsAreConstant: Bool
  ) -> (dx: Tensor, dgamma: Tensor, dbeta: Tensor) {
    let layout = elementwiseLayout(x, dy)
    let planes = LanePlanes(x, in: layout, self)
    let gradient = memory(dy, in: layout)
    let affine = ChannelAffine(
      gamma: gamma, beta: beta, mean: mean, variance: variance, epsilon: epsilon,
      channels: planes.channels, self)
    let clamp = activation == .none ? nil : (scale: affine.scale, shift: affine.shift)
    let (lower, upper) = (activation.lower, activation.upper)

    let piece = max(1, min(planes.pixels, 65_536 / planes.lanes))
    let pieces = planes.groups > 1 ? 1 : (planes.pixels + piece - 1) / piece * planes.batch
    let sums = ChannelSums(count: 2 * pieces, channels: planes.channels)
    if planes.groups > 1 {
      planes.forEachChannelGroup { group in
        for image in 0..<planes.batch {
          let offset = (image * planes.groups + group.index) * planes.planeSize
          shinso_norm_backward_sums(
            sums[0] + group.firstChannel, sums[1] + group.firstChannel, gradient.floats + offset,
            clamp.map { $0.scale + group.firstChannel },
            clamp.map { $0.shift + group.firstChannel }, lower, upper,
            planes.memory.floats + offset, affine.mean + group.firstChannel,
            affine.inverse + group.firstChannel, planes.pixels, planes.lanes)
        }
      }
    } else {
      let perPlane = pieces / planes.batch
      Parallel.ranges(pieces, cost: piece * planes.lanes) { range in
        for index in range {
          let start = index % perPlane * piece
          let offset = index / perPlane * planes.planeSize + start * planes.lanes
          shinso_norm_backward_sums(
            sums[2 * index], sums[2 * index + 1], gradient.floats + offset, clamp?.scale,
            clamp?.shift, lower, upper, planes.memory.floats + offset, affine.mean,
            affine.inverse, min(piece, planes.pixels - start), planes.lanes)
        }
      }
      for index in 1..<max(pieces, 1) {
        for channel in 0..<planes.channels {
          sums[0][channel] += sums[2 * index][channel]
          sums[1][channel] += sums[2 * index + 1][channel]
        }
      }
    }
    let dgamma = Tensor.uninitialized([x.shape[1]], .float32, on: device)
    let dbeta = Tensor.uninitialized([x.shape[1]], .float32, on: device)
    sums.write(0, to: dgamma)
    sums.write(1, to: dbeta)

    let factors = allocate(byteCount: 3 * planes.channels * 4)
    let a = affine.scale
    let b = factors.floats
    let c = factors.floats + planes.channels
    let count = Double(planes.count)
    for channel in 0..<planes.channels {
      let scale = Double(a[channel])
      let slope =
        statisticsAreConstant
        ? 0 : -scale * Double(affine.inverse[channel]) * sums[0][channel] / count
      b[channel] = Float(slope)
      c[channel] =
        statisticsAreConstant
        ? 0 : Float(-scale * sums[1][channel] / count - slope * Double(affine.mean[channel]))
    }
    let dx = planes.like(x, self)
    let target = dx.storage.representation.memory.floats
    planes.forEachPiece { offset, channel, pixels in
      shinso_norm_backward_apply(
        target + offset, gradient.floats + offset, clamp.map { $0.scale + channel },
        clamp.map { $0.shift + channel }, lower, upper, planes.memory.floats + offset, a + channel,
        b + channel, c + channel, pixels, planes.lanes)
    }
    withExtendedLifetime((factors, affine)) {}
    return (dx, dgamma, dbeta)
  }
}

/// Batch norm as `x · scale + shift` by channel, padding zero.
private struct ChannelAffine {
  private let memory: Memory
  let scale: UnsafeMutablePointer<Float>
  let shift: UnsafeMutablePointer<Float>
  let mean: UnsafeMutablePointer<Float>
  /// 1 / √(variance + ε).
  let inverse: UnsafeMutablePointer<Float>

  init(
    gamma: Tensor, beta: Tensor, mean: Tensor, variance: Tensor, epsilon: Double, channels: Int,
    _ backend: CPUBackend
  ) {
    memory = backend.allocate(byteCount: 4 * channels * 4)
    scale = memory.floats
    shift = memory.floats + channels
    self.mean = memory.floats + 2 * channels
    inverse = memory.floats + 3 * channels
    memory.floats.update(repeating: 0, count: 4 * channels)
    let (g, b) = (gamma.storage.plainMemory, beta.storage.plainMemory)
    let (m, v) = (mean.storage.plainMemory, variance.storage.plainMemory)
    for channel in 0..<gamma.elementCount {
      let factor = 1 / (Double(v.floats[channel]) + epsilon).squareRoot()
      inverse[channel] = Float(factor)
      self.mean[channel] = m.floats[channel]
      scale[channel] = Float(Double(g.floats[channel]) * factor)
      shift[channel] = Float(
        Double(b.floats[channel]) - Double(m.floats[channel]) * Double(g.floats[channel]) * factor)
    }
  }
}
