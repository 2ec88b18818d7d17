import CKernels

extension CPUBackend {
  func mapped(_ x: Tensor, axis: Int, _ map: AxisMap) -> Tensor {
    let y = Tensor.uninitialized(
      x.shape.replacing(axis: axis, with: map.count), .float32, on: device)
    let outer = x.shape.dims[..<axis].reduce(1, *)
    let inner = x.shape.dims[(axis + 1)...].reduce(1, *)
    let source = x.storage.plainMemory
    let target = y.storage.plainMemory.floats
    let weights = map.weights.map(Float.init)
    let taps = max(1, map.columns.count / max(map.count, 1))
    map.starts.withUnsafeBufferPointer { starts in
      map.columns.withUnsafeBufferPointer { columns in
        weights.withUnsafeBufferPointer { weights in
          let kernel = shinso_axis_map(
            starts: starts.baseAddress, columns: columns.baseAddress,
            weights: weights.baseAddress, count: map.count, size: map.size)
          Parallel.ranges(outer * map.count, cost: inner * taps) { range in
            withUnsafePointer(to: kernel) {
              shinso_map_axis(
                target, source.floats, $0, inner, range.lowerBound, range.upperBound)
            }
          }
        }
      }
    }
    return y
  }

  func cumulativeSum(_ x: Tensor, axis: Int, exclusive: Bool, reversed: Bool) -> Tensor {
    let y = Tensor.uninitialized(x.shape, .float32, on: device)
    let outer = x.shape.dims[..<axis].reduce(1, *)
    let block = x.shape.dims[axis...].reduce(1, *)
    let length = x.shape[axis]
    let source = x.storage.plainMemory
    let target = y.storage.plainMemory.floats
    Parallel.ranges(outer, cost: block) { range in
      let start = range.lowerBound * block
      shinso_cumulative_sum(
        target + start, source.floats + start, range.count, length, block / max(length, 1),
        exclusive ? 1 : 0, reversed ? 1 : 0)
    }
    return y
  }

  func topK(_ x: Tensor, count: Int, largest: Bool) -> (values: Tensor, indices: Tensor) {
    let shape = x.shape.replacing(axis: -1, with: count)
    let values = Tensor.uninitialized(shape, .float32, on: device)
    let indices = Tensor.uninitialized(shape, .int64, on: device)
    let columns = x.shape[-1]
    let source = x.storage.plainMemory
    let target = values.storage.plainMemory.floats
    let places = indices.storage.plainMemory.address.assumingMemoryBound(to: Int64.self)
    Parallel.ranges(x.elementCount / columns, cost: columns * 4) { range in
      let start = range.lowerBound
      shinso_top_k(
        target + start * count, places + start * count, source.floats + start * columns,
        range.count, columns, count, largest ? 1 : 0)
    }
    return (values, indices)
  }

  func gatherElements(_ x: Tensor, _ indices: Tensor, axis: Int) -> Tensor {
    let y = Tensor.uninitialized(indices.shape, x.dtype, on: device)
    let (length, count) = (x.shape[axis], indices.shape[axis])
    let inner = x.shape.dims[(axis + 1)...].reduce(1, *)
    let source = x.storage.plainMemory
    let list = indices.storage.plainMemory
    let target = y.storage.plainMemory.address
    Parallel.ranges(x.shape.dims[..<axis].reduce(1, *), cost: count * inner) { range in
      let start = range.lowerBound
      shinso_gather_elements(
        target + start * count * inner * x.dtype.size,
        source.address + start * length * inner * x.dtype.size,
        list.address.assumingMemoryBound(to: Int64.self) + start * count * inner, range.count,
        length, count, inner, x.dtype.size)
    }
    return y
  }

  func scatteringElements(_ values: Tensor, to x: Tensor, at indices: Tensor, axis: Int) -> Tensor {
    let y = x.copied()
    let (length, count) = (x.shape[axis], indices.shape[axis])
    let inner = x.shape.dims[(axis + 1)...].reduce(1, *)
    let source = values.storage.plainMemory
    let list = indices.storage.plainMemory
    let target = y.storage.plainMemory.floats
    Parallel.ranges(x.shape.dims[..<axis].reduce(1, *), cost: count * inner) { range in
      let start = range.lowerBound
      shinso_scatter_add_elements(
        target + start * length * inner, source.floats + start * count * inner,
        list.address.assumingMemoryBound(to: Int64.self) + start * count * inner, range.count,
        length, count, inner)
    }
    return y
  }
}
