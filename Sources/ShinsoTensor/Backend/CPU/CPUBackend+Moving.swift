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

  func take(_ x: Tensor, _ indices: Tensor, axis: Int) -> Tensor {
    let count = indices.elementCount
    let y = Tensor.uninitialized(
      x.shape.replacing(axis: axis, with: count), x.dtype, on: device)
    let outer = x.shape.dims[..<axis].reduce(1, *)
    let size = x.shape[axis]
    let row = x.shape.dims[(axis + 1)...].reduce(1, *) * x.dtype.size
    let source = x.storage.plainMemory
    let list = indices.storage.plainMemory
    let index = list.address.assumingMemoryBound(to: Int64.self)
    let target = y.storage.plainMemory.address
    if outer == 1 {
      Parallel.ranges(count, cost: row / 4) { range in
        _ = shinso_gather_rows(
          target + range.lowerBound * row, source.address, index + range.lowerBound, range.count,
          size, row)
      }
    } else {
      Parallel.ranges(outer, cost: count * row / 4) { range in
        for o in range {
          _ = shinso_gather_rows(
            target + o * count * row, source.address + o * size * row, index, count, size, row)
        }
      }
    }
    withExtendedLifetime((source, list)) {}
    return y
  }

  func adding(_ values: Tensor, to x: Tensor, at indices: Tensor, axis: Int) -> Tensor {
    let y = x.copied()
    let count = indices.elementCount
    let outer = x.shape.dims[..<axis].reduce(1, *)
    let size = x.shape[axis]
    let columns = x.shape.dims[(axis + 1)...].reduce(1, *)
    let target = y.storage.plainMemory.floats
    let source = values.storage.plainMemory
    let list = indices.storage.plainMemory
    let index = list.address.assumingMemoryBound(to: Int64.self)
    if outer == 1 {
      Parallel.ranges(columns, cost: count) { range in
        _ = shinso_scatter_add_rows(
          target, source.floats, index, count, size, columns, range.lowerBound, range.upperBound)
      }
    } else {
      Parallel.ranges(outer, cost: count * columns) { range in
        for o in range {
          _ = shinso_scatter_add_rows(
            target + o * size * columns, source.floats + o * count * columns, index, count, size,
            columns, 0, columns)
        }
      }
    }
    withExtendedLifetime((source, list)) {}
    return y
  }
}
