/// The extents of a tensor's axes, outermost first. Images are `[N, C, H, W]`; a scalar's shape is
/// `[]`.
public struct Shape: Sendable, Hashable, ExpressibleByArrayLiteral, RandomAccessCollection {
  public private(set) var dims: [Int]

  public init(_ dims: [Int]) {
    if dims.contains(where: { $0 < 0 }) { stop("Shape: an extent is negative in \(dims)") }
    self.dims = dims
  }

  public init(arrayLiteral dims: Int...) { self.init(dims) }

  public var startIndex: Int { 0 }
  public var endIndex: Int { dims.count }
  public var rank: Int { dims.count }

  /// The extent of an axis; negative axes count from the end.
  public subscript(axis: Int) -> Int { dims[axis < 0 ? axis + dims.count : axis] }

  /// The number of elements; 1 for a scalar.
  public var elementCount: Int {
    // The number of bytes must not overflow either, whatever the type.
    guard let count = product(upTo: Int.max >> 3) else {
      stop("Shape: \(self) has more elements than any memory")
    }
    return dims.contains(0) ? 0 : count
  }

  /// The product of all extents other than 0; nil if it is above `limit`.
  func product(upTo limit: Int) -> Int? {
    var product = 1
    for dim in dims where dim != 0 {
      let (next, overflows) = product.multipliedReportingOverflow(by: dim)
      if overflows || next > limit { return nil }
      product = next
    }
    return product
  }

  /// The distance in elements between neighbors along each axis, in row-major order.
  public var strides: [Int] {
    var strides = [Int](repeating: 1, count: rank)
    for axis in stride(from: rank - 2, through: 0, by: -1) {
      strides[axis] = strides[axis + 1] * dims[axis + 1]
    }
    return strides
  }

  /// The shape with one axis replaced, inserted or removed.
  public func replacing(axis: Int, with extent: Int) -> Shape {
    var dims = dims
    dims[axis < 0 ? axis + rank : axis] = extent
    return Shape(dims)
  }

  public func removing(axis: Int) -> Shape {
    var dims = dims
    dims.remove(at: axis < 0 ? axis + rank : axis)
    return Shape(dims)
  }

  public func inserting(_ extent: Int, at axis: Int) -> Shape {
    var dims = dims
    dims.insert(extent, at: axis)
    return Shape(dims)
  }

  /// The shape that both shapes broadcast to by NumPy's rule (shapes are aligned at the last axis,
  /// and an extent of 1 is stretched); nil if they do not fit.
  public func broadcast(with other: Shape) -> Shape? {
    if self == other { return self }
    let rank = Swift.max(rank, other.rank)
    var dims = [Int](repeating: 1, count: rank)
    for i in 1...Swift.max(rank, 1) where i <= rank {
      let a = i <= self.rank ? self.dims[self.rank - i] : 1
      let b = i <= other.rank ? other.dims[other.rank - i] : 1
      guard a == b || a == 1 || b == 1 else { return nil }
      dims[rank - i] = a == 1 ? b : a
    }
    return Shape(dims)
  }

  /// The axis as a nonnegative number; negative axes count from the end. nil if it is out of range.
  public func normalized(axis: Int) -> Int? {
    let positive = axis < 0 ? axis + rank : axis
    return (0..<rank).contains(positive) ? positive : nil
  }
}

extension Shape: CustomStringConvertible {
  public var description: String { "[" + dims.map(String.init).joined(separator: ", ") + "]" }
}
