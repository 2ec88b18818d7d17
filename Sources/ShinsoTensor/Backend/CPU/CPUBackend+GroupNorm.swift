import CKernels

extension GroupShape {
  fileprivate var kernel: shinso_group_shape {
    shinso_group_shape(groups: groups, channels: channels, spatial: spatial)
  }
}

extension CPUBackend {
  func groupNorm(
    _ x: Tensor, gamma: Tensor?, beta: Tensor?, epsilon: Double, _ shape: GroupShape
  ) -> GroupNormResult {
    let rows = x.elementCount / shape.rowLength
    let y = Tensor.uninitialized(x.shape, .float32, on: device)
    let mean = Tensor.uninitialized([rows], .float32, on: device)
    let inverseDeviation = Tensor.uninitialized([rows], .float32, on: device)
    let source = x.storage.plainMemory
    let (scale, shift) = (gamma?.storage.plainMemory, beta?.storage.plainMemory)
    let targets = [y, mean, inverseDeviation].map(\.storage.plainMemory.floats)
    Parallel.ranges(rows, cost: shape.rowLength * 4) { range in
      withUnsafePointer(to: shape.kernel) {
        shinso_group_norm_forward(
          targets[0], targets[1], targets[2], source.floats, scale?.floats, shift?.floats,
          Float(epsilon), $0, range.lowerBound, range.upperBound)
      }
    }
    return GroupNormResult(y: y, mean: mean, inverseDeviation: inverseDeviation)
  }

  func groupNormBackward(
    _ dy: Tensor, x: Tensor, gamma: Tensor?, _ result: GroupNormResult, _ shape: GroupShape,
    wantsParameters: Bool
  ) -> (dx: Tensor, dgamma: Tensor?, dbeta: Tensor?) {
    let rows = x.elementCount / shape.rowLength
    let channels = shape.groups * shape.channels
    let dx = Tensor.uninitialized(x.shape, .float32, on: device)
    let known = [dy, x, result.mean, result.inverseDeviation].map(\.storage.plainMemory)
    let scale = gamma?.storage.plainMemory
    let target = dx.storage.plainMemory.floats
    // Sums that float32 carries are short; how rows are cut into runs depends on the shape alone.
    let runRows = min(max(rows / shape.groups / 32, 1), 64) * shape.groups
    let runs = (rows + runRows - 1) / runRows
    let sums = allocate(
      byteCount: shape.spatial > 1
        ? rows * shape.channels * 16 : wantsParameters ? runs * channels * 8 : 0)
    let channelSums = sums.address.assumingMemoryBound(to: Double.self)
    if shape.spatial > 1 {
      Parallel.ranges(rows, cost: shape.rowLength * 4) { range in
        withUnsafePointer(to: shape.kernel) {
          shinso_group_norm_backward(
            target, channelSums, known[0].floats, known[1].floats, known[2].floats,
            known[3].floats, scale?.floats, $0, range.lowerBound, range.upperBound)
        }
      }
    } else {
      Parallel.ranges(runs, cost: runRows * shape.rowLength * 4) { range in
        withUnsafePointer(to: shape.kernel) {
          shinso_layer_norm_backward(
            target, wantsParameters ? sums.floats : nil, known[0].floats, known[1].floats,
            known[2].floats, known[3].floats, scale?.floats, $0, runRows,
            range.lowerBound * runRows, min(range.upperBound * runRows, rows))
        }
      }
    }
    guard wantsParameters else { return (dx, nil, nil) }
    let dgamma = Tensor.uninitialized([channels], .float32, on: device)
    let dbeta = Tensor.uninitialized([channels], .float32, on: device)
    let targets = [dgamma, dbeta].map(\.storage.plainMemory.floats)
    Parallel.aligned(
      channels, to: 16, cost: shape.spatial > 1 ? rows / shape.groups : runs
    ) { range in
      withUnsafePointer(to: shape.kernel) {
        if shape.spatial > 1 {
          shinso_group_norm_backward_parameters(
            targets[0], targets[1], channelSums, known[3].floats, $0, rows, range.lowerBound,
            range.upperBound)
        } else {
          shinso_layer_norm_backward_parameters(
            targets[0], targets[1], sums.floats, $0, runs, range.lowerBound, range.upperBound)
        }
      }
    }
    withExtendedLifetime(sums) {}
    return (dx, dgamma, dbeta)
  }
}
