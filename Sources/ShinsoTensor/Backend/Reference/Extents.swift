/// A shape seen as three axes: all axes before one axis, that axis, and all axes after it.
struct Extents {
  let outer: Int
  let along: Int
  let inner: Int

  init(_ shape: Shape, axis: Int) {
    outer = shape.dims[..<axis].reduce(1, *)
    along = shape.dims[axis]
    inner = shape.dims[(axis + 1)...].reduce(1, *)
  }

  func index(_ outer: Int, _ i: Int, _ inner: Int) -> Int {
    (outer * along + i) * self.inner + inner
  }

  /// The elements at position `i` along the axis.
  func indices(at i: Int) -> [Int] {
    (0..<outer).flatMap { outer in (0..<inner).map { index(outer, i, $0) } }
  }
}
