import CKernels

/// Joining and cutting. Along images and channels tensors stay in the layout that they have, as far
/// as its blocks allow: an Inception join copies, and reorders nothing.
extension CPUBackend {
  func concatenate(_ xs: [Tensor], axis: Int) -> Tensor {
    let shape = xs[0].shape.replacing(axis: axis, with: xs.reduce(0) { $0 + $1.shape[axis] })
    guard let layout = CPULayout.joint(xs, axis: axis, shape) else {
      return plainConcatenate(xs, axis: axis, shape)
    }
    let y = uninitialized(shape, layout)
    var start = 0
    for x in xs where x.elementCount > 0 {
      place(x, in: y, layout, axis: axis, start: start)
      start += x.shape[axis]
    }
    return y
  }

  func join(_ parts: [JointPart]) -> Tensor {
    let shapes = parts.map(\.shape)
    let shape = shapes[0].replacing(axis: 1, with: shapes.reduce(0) { $0 + $1[1] })
    guard shapes.allSatisfy({ $0.elementCount > 0 }) else {
      return concatenate(parts.map(computed), axis: 1)
    }
    let layout = CPULayout.joint(channels: shapes.map { $0[1] }, shape)
    let y = uninitialized(shape, layout)
    var channel = 0
    for (part, shape) in zip(parts, shapes) {
      if case .convolution(let x, let weight, let geometry, let epilogue) = part,
        epilogue.residual == nil, epilogue.activation.isClamp,
        let winograd = Winograd(
          .forward, input: x.shape, weight: weight.shape, output: shape, geometry)
      {
        winograd.run(self, x, weight: weight, epilogue, into: y, layout, channel: channel)
      } else {
        place(computed(part), in: y, layout, axis: 1, start: channel)
      }
      channel += shape[1]
    }
    return y
  }

  /// Writes x over entries of y, which has `layout`, along axis 0 or 1.
  private func place(_ x: Tensor, in y: Tensor, _ layout: CPULayout, axis: Int, start: Int) {
    let target = y.storage.representation.memory
    let own = layout.with(x.shape)
    let current = x.cpuLayout
    guard let rows = layout.rows(start..<start + x.shape[axis], axis: axis) else {
      stop("concatenate: \(x.shape) fills no whole blocks of \(y.shape)")
    }
    if layout.isChannelsLast, axis == 1, current != own {
      // In one pass, and x keeps its layout.
      let (height, width, channels) = (y.shape[2], y.shape[3], y.shape[1])
      let part = MemoryDescriptor(
        x.shape.dims, strides: [height * width * channels, 1, width * channels, channels])
      reorder(
        x.storage.representation.memory, current?.descriptor ?? .plain(x.shape.dims), to: part,
        into: target.part(byteOffset: start * 4, byteCount: target.byteCount - start * 4))
      return
    }
    let source = memory(x, in: own)
    copyRows(
      rows.count, rows.length, from: source.floats, rows.length,
      to: target.floats + rows.offset, rows.stride)
    withExtendedLifetime(source) {}
  }

  func slice(_ x: Tensor, axis: Int, start: Int, count: Int) -> Tensor {
    if axis == 0 { return x.rows(start, count) }
    let shape = x.shape.replacing(axis: axis, with: count)
    if axis == 1, let layout = x.cpuLayout, shape.elementCount > 0,
      let rows = layout.rows(start..<start + count, axis: axis)
    {
      let y = uninitialized(shape, layout.with(shape))
      copyRows(
        rows.count, rows.length, from: memory(x, in: layout).floats + rows.offset, rows.stride,
        to: y.storage.representation.memory.floats, rows.length)
      return y
    }
    let y = Tensor.uninitialized(shape, x.dtype, on: device)
    let outer = x.shape.dims[..<axis].reduce(1, *)
    let inner = x.shape.dims[(axis + 1)...].reduce(1, *) * x.dtype.size
    let source = x.storage.plainMemory
    let target = y.storage.plainMemory.address
    Parallel.ranges(outer, cost: count * inner / 4) { range in
      shinso_copy_rows(
        target + range.lowerBound * count * inner, count * inner,
        source.address + (range.lowerBound * x.shape[axis] + start) * inner,
        x.shape[axis] * inner, count * inner, range.count)
    }
    return y
  }

  func placing(_ x: Tensor, in shape: Shape, axis: Int, start: Int) -> Tensor {
    if axis < 2, x.elementCount > 0, let own = x.cpuLayout,
      let rows = own.with(shape).rows(start..<start + x.shape[axis], axis: axis)
    {
      let y = uninitialized(shape, own.with(shape))
      let target = y.storage.representation.memory.floats
      Parallel.aligned(own.with(shape).elementCount) { range in
        (target + range.lowerBound).update(repeating: 0, count: range.count)
      }
      copyRows(
        rows.count, rows.length, from: memory(x, in: own).floats, rows.length,
        to: target + rows.offset, rows.stride)
      return y
    }
    let y = full(0, shape: shape, dtype: x.dtype)
    let outer = shape.dims[..<axis].reduce(1, *)
    let inner = shape.dims[(axis + 1)...].reduce(1, *) * x.dtype.size
    let row = x.shape[axis] * inner
    let source = x.storage.plainMemory
    let target = y.storage.plainMemory.address
    Parallel.ranges(outer, cost: row / 4) { range in
      shinso_copy_rows(
        target + (range.lowerBound * shape[axis] + start) * inner, shape[axis] * inner,
        source.address + range.lowerBound * row, row, row, range.count)
    }
    return y
  }

  private func plainConcatenate(_ xs: [Tensor], axis: Int, _ shape: Shape) -> Tensor {
    let y = Tensor.uninitialized(shape, xs[0].dtype, on: device)
    let outer = shape.dims[..<axis].reduce(1, *)
    let inner = shape.dims[(axis + 1)...].reduce(1, *) * xs[0].dtype.size
    let target = y.storage.plainMemory.address
    var offset = 0
    for x in xs {
      let row = x.shape[axis] * inner
      let source = x.storage.plainMemory
      Parallel.ranges(outer, cost: row / 4) { range in
        shinso_copy_rows(
          target + offset + range.lowerBound * shape[axis] * inner, shape[axis] * inner,
          source.address + range.lowerBound * row, row, row, range.count)
      }
      offset += row
    }
    return y
  }

  /// Copies `count` rows of `length` floats; few long rows are cut up among the threads.
  private func copyRows(
    _ count: Int, _ length: Int, from source: UnsafePointer<Float>, _ sourceStride: Int,
    to target: UnsafeMutablePointer<Float>, _ targetStride: Int
  ) {
    let pieces = count >= 32 ? 1 : max(1, length / Parallel.grain)
    Parallel.ranges(count * pieces, cost: length / pieces) { range in
      if pieces == 1 {
        shinso_copy_rows(
          target + range.lowerBound * targetStride, targetStride * 4,
          source + range.lowerBound * sourceStride, sourceStride * 4, length * 4, range.count)
        return
      }
      for index in range {
        let (row, piece) = index.quotientAndRemainder(dividingBy: pieces)
        let (start, end) = (length * piece / pieces, length * (piece + 1) / pieces)
        (target + row * targetStride + start).update(
          from: source + row * sourceStride + start, count: end - start)
      }
    }
  }
}
