import ShinsoTensor

/// Says what a forward pass costs, for summaries.
public protocol CountsMultiplyAdds {
  /// Multiply-adds to compute an output of this shape.
  func multiplyAdds(output: Shape) -> Int
}
