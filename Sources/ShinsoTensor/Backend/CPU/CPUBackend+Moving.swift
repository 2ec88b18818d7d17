import CKernels

extension DType {
  fileprivate var kernel: shinso_dtype {
    switch self {
    case .float32: SHINSO_FLOAT32
    case .float64: SHINSO_FLOAT64
    case .float16: SHINSO_FLOAT16
    case .bfloat16: SHINSO_BFLOAT16
    case .int64: SHINSO_INT64
    case .int32: SHINSO_INT32
    case .int16: SHINSO_INT16
    case .int8: SHINSO_INT8
    case .uint8: SHINSO_UINT8
    case .bool: SHINSO_BOOL
    }
  }
}

extension CPUBackend {
  func full(_ value: Double, shape: Shape, dtype: DType) -> Tensor {
    let y = Tensor.uninitialized(shape, dtype, on: device)
    let target = y.storage.plainMemory.address
    withUnsafeTemporaryAllocation(byteCount: 8, alignment: 8) { element in
      var value = value
      shinso_convert(element.baseAddress, dtype.kernel, &value, SHINSO_FLOAT64, 1)
      Parallel.aligned(shape.elementCount) { range in
        shinso_fill(
          target + range.lowerBound * dtype.size, element.baseAddress, dtype.size, range.count)
      }
    }
    return y
  }

  func cast(_ x: Tensor, to dtype: DType) -> Tensor {
    let y = Tensor.uninitialized(x.shape, dtype, on: device)
    let target = y.storage.plainMemory.address
    let source = x.storage.plainMemory
    Parallel.aligned(x.elementCount) { range in
      shinso_convert(
        target + range.lowerBound * dtype.size, dtype.kernel,
        source.address + range.lowerBound * x.dtype.size, x.dtype.kernel, range.count)
    }
    return y
  }

  func permute(_ x: Tensor, _ axes: [Int]) -> Tensor {
    let shape = Shape(axes.map { x.shape[$0] })
    let y = Tensor.uninitialized(shape, x.dtype, on: device)
    if y.elementCount == 0 { return y }
    let target = y.storage.plainMemory.address
    let source = x.storage.plainMemory
    Parallel.ranges(shape.rank == 0 ? 1 : shape[0], cost: y.elementCount / max(shape.first ?? 1, 1))
    {
      range in
      shinso_permute(
        target, source.address, Int32(x.rank), x.shape.dims, axes.map { Int32($0) }, x.dtype.size,
        range.lowerBound, range.upperBound)
    }
    return y
  }

  func concatenate(_ xs: [Tensor], axis: Int) -> Tensor {
    let shape = xs[0].shape.replacing(axis: axis, with: xs.reduce(0) { $0 + $1.shape[axis] })
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

  func slice(_ x: Tensor, axis: Int, start: Int, count: Int) -> Tensor {
    if axis == 0 { return x.rows(start, count) }
    let y = Tensor.uninitialized(x.shape.replacing(axis: axis, with: count), x.dtype, on: device)
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

  func gatherRows(_ table: Tensor, _ indices: Tensor) -> Tensor {
    let rows = table.shape[0]
    let row = table.elementCount / max(rows, 1) * table.dtype.size
    let y = Tensor.uninitialized(
      table.shape.replacing(axis: 0, with: indices.elementCount), table.dtype, on: device)
    let source = table.storage.plainMemory
    let index = indices.storage.plainMemory
    let target = y.storage.plainMemory.address
    Parallel.ranges(indices.elementCount, cost: row / 4) { range in
      _ = shinso_gather_rows(
        target + range.lowerBound * row, source.address,
        index.address.assumingMemoryBound(to: Int64.self) + range.lowerBound, range.count, rows,
        row)
    }
    return y
  }

  func addingRows(to x: Tensor, _ indices: Tensor, _ values: Tensor) -> Tensor {
    let y = x.copied()
    let rows = x.shape[0]
    let columns = x.elementCount / max(rows, 1)
    let target = y.storage.plainMemory.floats
    let source = values.storage.plainMemory
    let index = indices.storage.plainMemory
    Parallel.ranges(columns, cost: indices.elementCount) { range in
      _ = shinso_scatter_add_rows(
        target, source.floats, index.address.assumingMemoryBound(to: Int64.self),
        indices.elementCount, rows, columns, range.lowerBound, range.upperBound)
    }
    return y
  }
}
