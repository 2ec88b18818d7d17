extension ReferenceBackend {
  func permute(_ x: Tensor, _ axes: [Int]) -> Tensor {
    let strides = x.shape.strides
    let shape = Shape(axes.map { x.shape[$0] })
    return picking(offsets(shape, strides: axes.map { strides[$0] }), of: x, shape)
  }

  func concatenate(_ xs: [Tensor], axis: Int) -> Tensor {
    let parts = xs.map { Extents($0.shape, axis: axis) }
    let shape = xs[0].shape.replacing(axis: axis, with: parts.reduce(0) { $0 + $1.along })
    let result = Tensor.uninitialized(shape, xs[0].dtype, on: device)
    let extents = Extents(shape, axis: axis)
    var start = 0
    for (x, part) in zip(xs, parts) {
      for outer in 0..<part.outer {
        copy(
          part.along * part.inner, from: x, at: part.index(outer, 0, 0),
          to: result, at: extents.index(outer, start, 0))
      }
      start += part.along
    }
    return result
  }

  func slice(_ x: Tensor, axis: Int, start: Int, count: Int) -> Tensor {
    let result = Tensor.uninitialized(
      x.shape.replacing(axis: axis, with: count), x.dtype, on: device)
    let (source, target) = (Extents(x.shape, axis: axis), Extents(result.shape, axis: axis))
    for outer in 0..<source.outer {
      copy(
        count * source.inner, from: x, at: source.index(outer, start, 0),
        to: result, at: target.index(outer, 0, 0))
    }
    return result
  }

  func placing(_ x: Tensor, in shape: Shape, axis: Int, start: Int) -> Tensor {
    let result = full(0, shape: shape, dtype: x.dtype)
    let (source, target) = (Extents(x.shape, axis: axis), Extents(shape, axis: axis))
    for outer in 0..<source.outer {
      copy(
        source.along * source.inner, from: x, at: source.index(outer, 0, 0),
        to: result, at: target.index(outer, start, 0))
    }
    return result
  }

  func take(_ x: Tensor, _ indices: Tensor, axis: Int) -> Tensor {
    let extents = Extents(x.shape, axis: axis)
    let rows = Elements.integers(indices.storage)
    let places = (0..<extents.outer).flatMap { outer in
      rows.flatMap { row in (0..<extents.inner).map { extents.index(outer, Int(row), $0) } }
    }
    return picking(places, of: x, x.shape.replacing(axis: axis, with: rows.count))
  }

  func adding(_ values: Tensor, to x: Tensor, at indices: Tensor, axis: Int) -> Tensor {
    var sums = doubles(x)
    let addends = doubles(values)
    let (source, target) = (Extents(values.shape, axis: axis), Extents(x.shape, axis: axis))
    for (k, row) in Elements.integers(indices.storage).enumerated() {
      for (from, to) in zip(source.indices(at: k), target.indices(at: Int(row))) {
        sums[to] += addends[from]
      }
    }
    return tensor(sums, x.shape, x.dtype)
  }

  func gatherElements(_ x: Tensor, _ indices: Tensor, axis: Int) -> Tensor {
    picking(elementPlaces(x.shape, indices, axis), of: x, indices.shape)
  }

  func scatteringElements(_ values: Tensor, to x: Tensor, at indices: Tensor, axis: Int) -> Tensor {
    var sums = doubles(x)
    for (value, place) in zip(doubles(values), elementPlaces(x.shape, indices, axis)) {
      sums[place] += value
    }
    return tensor(sums, x.shape, x.dtype)
  }

  /// For each index, the position in a tensor of `shape` of the element that it refers to.
  private func elementPlaces(_ shape: Shape, _ indices: Tensor, _ axis: Int) -> [Int] {
    let (extents, own) = (Extents(shape, axis: axis), Extents(indices.shape, axis: axis))
    return Elements.integers(indices.storage).enumerated().map { place, index in
      extents.index(place / (own.along * own.inner), Int(index), place % own.inner)
    }
  }
}

// MARK: - Element by element

extension ReferenceBackend {
  /// The offset from the first element of each element, in row-major order, of a tensor of `shape`
  /// with `strides`.
  func offsets(_ shape: Shape, strides: [Int]) -> [Int] {
    var offsets = [0]
    for (extent, stride) in zip(shape, strides) {
      var next: [Int] = []
      next.reserveCapacity(offsets.count * extent)
      for offset in offsets {
        for i in 0..<extent { next.append(offset + i * stride) }
      }
      offsets = next
    }
    return offsets
  }

  /// For each element of `target`, the element of `shape` that it is a copy of by broadcasting.
  func sources(of shape: Shape, in target: Shape) -> [Int] {
    let strides = zip(shape, shape.strides).map { extent, stride in extent == 1 ? 0 : stride }
    let missing = [Int](repeating: 0, count: target.rank - shape.rank)
    return offsets(target, strides: missing + strides)
  }

  /// The elements of x at `indices`, as a tensor of `shape`.
  func picking(_ indices: [Int], of x: Tensor, _ shape: Shape) -> Tensor {
    let result = Tensor.uninitialized(shape, x.dtype, on: device)
    for (i, index) in indices.enumerated() { copy(1, from: x, at: index, to: result, at: i) }
    return result
  }

  private func copy(_ count: Int, from x: Tensor, at index: Int, to y: Tensor, at target: Int) {
    let size = x.dtype.size
    let (source, destination) = (x.storage.plainMemory, y.storage.plainMemory)
    withExtendedLifetime((source, destination)) {
      (destination.address + target * size).copyMemory(
        from: source.address + index * size, byteCount: count * size)
    }
  }
}
