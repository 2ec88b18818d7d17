import ShinsoTensor

/// A layer that can tell the cost of its forward pass, for summaries.
public protocol CountsMultiplyAdds {
  /// The number of multiply-adds needed to compute an output of this shape.
  func multiplyAdds(output: Shape) -> Int
}
