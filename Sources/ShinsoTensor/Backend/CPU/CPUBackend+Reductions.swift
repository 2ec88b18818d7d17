import CKernels

extension CPUBackend {
  func reduce(_ reduction: Reduction, _ x: Tensor, axes: [Int]) -> Tensor {
    if axes.isEmpty || x.elementCount == 0 {
      var dims = x.shape.dims
      for axis in axes { dims[axis] = 1 }
      let start: Double = reduction == .max ? -.infinity : reduction == .min ? .infinity : 0
      return axes.isEmpty
        ? scaleShift(x, scale: 1, offset: 0) : full(start, shape: Shape(dims), dtype: .float32)
    }
    let kernel =
      switch reduction {
      case .sum, .mean: SHINSO_REDUCE_SUM
      case .max: SHINSO_REDUCE_MAX
      case .min: SHINSO_REDUCE_MIN
      }
    // One run of neighboring axes at a time, the innermost first.
    var result = x
    var axes = axes.sorted()
    while let last = axes.popLast() {
      var first = last
      while axes.last == first - 1 { first = axes.removeLast() }
      result = reduceRun(kernel, result, first...last)
    }
    if reduction == .mean {
      let count = x.elementCount / result.elementCount
      return scaleShift(result, scale: 1 / Double(count), offset: 0)
    }
    return result
  }

  private func reduceRun(_ kernel: shinso_reduction, _ x: Tensor, _ axes: ClosedRange<Int>)
    -> Tensor
  {
    var dims = x.shape.dims
    let outer = dims[..<axes.lowerBound].reduce(1, *)
    let reduced = dims[axes].reduce(1, *)
    let inner = dims[(axes.upperBound + 1)...].reduce(1, *)
    for axis in axes { dims[axis] = 1 }
    let y = Tensor.uninitialized(Shape(dims), .float32, on: device)
    let source = x.storage.plainMemory
    let result = y.storage.plainMemory.floats
    if outer > 1 || inner < 128 {
      Parallel.ranges(outer, cost: reduced * inner) { range in
        shinso_reduce(
          kernel, result + range.lowerBound * inner,
          source.floats + range.lowerBound * reduced * inner, range.count, reduced, inner, inner)
      }
    } else {
      Parallel.ranges(inner / 64 + 1, cost: reduced * 64) { range in
        let start = range.lowerBound * 64
        let end = min(range.upperBound * 64, inner)
        if start < end {
          shinso_reduce(
            kernel, result + start, source.floats + start, 1, reduced, end - start, inner)
        }
      }
    }
    return y
  }

  func isFinite(_ x: Tensor) -> Bool {
    // The layout first: asking for it may replace the memory.
    let count = x.cpuLayout?.elementCount ?? x.elementCount
    let memory = x.storage.representation.memory
    defer { withExtendedLifetime(memory) {} }
    let values = memory.floats
    let piece = Parallel.grain
    var sums = [Double](repeating: 0, count: (count + piece - 1) / piece)
    sums.withUnsafeMutableBufferPointer { sums in
      Parallel.ranges(sums.count, cost: piece) { range in
        for k in range {
          sums[k] = shinso_sum(values + k * piece, min(piece, count - k * piece))
        }
      }
    }
    return sums.allSatisfy(\.isFinite)
  }

  func broadcast(_ x: Tensor, to shape: Shape) -> Tensor {
    if x.shape == shape { return x }
    let plan = BroadcastPlan(x.shape, shape)
    let y = Tensor.uninitialized(shape, x.dtype, on: device)
    let size = x.dtype.size
    let source = x.storage.plainMemory
    let target = y.storage.plainMemory.address
    plan.forEachBlock { block in
      let row = block.columns * size
      Parallel.ranges(block.rows, cost: block.columns) { rows in
        for index in rows {
          let to = target + block.y * size + index * row
          let from = source.address + (block.a + index * block.aRow) * size
          if block.aColumn == 0 {
            shinso_fill(to, from, size, block.columns)
          } else {
            to.copyMemory(from: from, byteCount: row)
          }
        }
      }
    }
    return y
  }

  func argmax(_ x: Tensor, axis: Int) -> Tensor {
    let outer = x.shape.dims[..<axis].reduce(1, *)
    let inner = x.shape.dims[(axis + 1)...].reduce(1, *)
    let reduced = x.shape[axis]
    let y = Tensor.uninitialized(x.shape.removing(axis: axis), .int64, on: device)
    let source = x.storage.plainMemory
    let result = y.storage.plainMemory.address.assumingMemoryBound(to: Int64.self)
    Parallel.ranges(outer, cost: reduced * inner) { range in
      shinso_argmax(
        result + range.lowerBound * inner, source.floats + range.lowerBound * reduced * inner,
        range.count, reduced, inner)
    }
    return y
  }

  func channelSum(_ x: Tensor) -> Tensor {
    let channels = x.shape[1]
    let planes = LanePlanes(x, self)
    if planes.groups == 1 && planes.lanes > 16_384 {
      // The sums of pieces would take more memory than x.
      return reduce(.sum, x, axes: x.shape.indices.filter { $0 != 1 }).viewed(as: [channels])
    }
    let y = Tensor.uninitialized([channels], .float32, on: device)
    guard planes.groups == 1 else {
      let sums = ChannelSums(count: 1, channels: planes.channels)
      planes.forEachChannelGroup { group in
        for plane in group.planes {
          shinso_lanes_sum(
            sums[0] + group.firstChannel, plane, planes.pixels, planes.lanes)
        }
      }
      sums.write(0, to: y)
      return y
    }
    // Pieces of a fixed number of pixels, added in order: the same bits on any number of threads.
    let piece = max(1, 32_768 / planes.lanes)
    let pieces = max(1, (planes.count + piece - 1) / piece)
    let sums = ChannelSums(count: pieces, channels: planes.lanes)
    Parallel.ranges(pieces, cost: piece * planes.lanes) { range in
      for index in range {
        let start = index * piece
        shinso_lanes_sum(
          sums[index], planes.memory.floats + start * planes.lanes,
          min(piece, planes.count - start), planes.lanes)
      }
    }
    for index in 1..<pieces {
      for channel in 0..<planes.lanes { sums[0][channel] += sums[index][channel] }
    }
    sums.write(0, to: y)
    return y
  }
}
