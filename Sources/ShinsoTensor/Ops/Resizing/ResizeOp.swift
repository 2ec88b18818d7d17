/// A tensor made longer or shorter along some axes by interpolation.
public struct ResizeOp: Op, AxisMappedOp {
  public var axes: [Int]
  public var sizes: [Int]
  public var mode: ResizeMode
  public var alignment: ResizeAlignment
  /// Output per input elements, if it is to differ from the sizes' quotient.
  public var scales: [Double]?

  public init(
    axes: [Int], sizes: [Int], mode: ResizeMode, alignment: ResizeAlignment = .areas,
    scales: [Double]? = nil
  ) {
    self.axes = axes
    self.sizes = sizes
    self.mode = mode
    self.alignment = alignment
    self.scales = scales
  }

  public var name: OpName { "resize" }

  package func maps(for shape: Shape) throws(OpError) -> [(axis: Int, map: AxisMap)] {
    try require(
      axes.count == sizes.count && (scales?.count ?? axes.count) == axes.count,
      "sizes \(sizes) must be one for each of the axes \(axes)")
    _ = try normalized(axes: axes.isEmpty ? [0] : axes, of: shape)
    var maps: [(axis: Int, map: AxisMap)] = []
    for (place, axis) in axes.enumerated() {
      let axis = try normalized(axis: axis, of: shape)
      let (size, count) = (shape[axis], sizes[place])
      try require(
        size > 0 && count > 0 && count < 1 << 24,
        "axis \(axis) of input \(shape) cannot be resized to \(count)")
      let scale = scales?[place] ?? Double(count) / Double(size)
      try require(scale > 0 && scale.isFinite, "the scale \(scale) must be positive")
      if size == count && scale == 1 { continue }
      maps.append(
        (axis, AxisMap(size: size, (0..<count).map { taps($0, of: count, size: size, scale) })))
    }
    return maps
  }

  private func taps(
    _ index: Int, of count: Int, size: Int, _ scale: Double
  ) -> [(column: Int, weight: Double)] {
    func clamped(_ place: Int) -> Int { min(max(place, 0), size - 1) }
    // A quotient of sizes would be rounded twice, which decides where the place is whole.
    func inInput(_ index: Double) -> Double {
      scales == nil ? index * Double(size) / Double(count) : index / scale
    }
    let length = Double(size) * scale
    var place: Double =
      switch alignment {
      case .areas: inInput(Double(index) + 0.5) - 0.5
      case .corners: length > 1 ? Double(index) * Double(size - 1) / (length - 1) : 0
      case .asymmetric where mode == .nearest(.down) && scales == nil:
        // PyTorch's nearest: in single precision, which decides where the place is nearly whole.
        Double(Float(index) * (Float(size) / Float(count)))
      case .asymmetric: inInput(Double(index))
      }
    // Beyond the edge nothing changes any more; far beyond, a place would be no integer.
    place = min(max(place, -4), Double(size + 4))
    switch mode {
    case .nearest(let rounding): return [(clamped(rounding(place)), 1)]
    case .linear:
      place = min(max(place, 0), Double(size - 1))
      let left = Int(place)
      let right = clamped(left + 1)
      let rest = place - Double(left)
      return left == right ? [(left, 1)] : [(left, 1 - rest), (right, rest)]
    case .cubic(let a):
      let left = Int(place.rounded(.down))
      let rest = place - Double(left)
      var weights: [Int: Double] = [:]
      for tap in -1...2 {
        weights[clamped(left + tap), default: 0] += Self.keys(abs(Double(tap) - rest), a)
      }
      return weights.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
  }

  /// Keys, "Cubic convolution interpolation for digital image processing", 1981, equation 4.
  private static func keys(_ x: Double, _ a: Double) -> Double {
    if x <= 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
    return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0
  }
}

/// Pictures `[N, C, H, W]` resized to `[N, C, height, width]`. For reading photographs see
/// `ImageTransform`, which also smooths when it makes them smaller.
/// What PyTorch calls `nearest` is `.nearest(.down)` with `.asymmetric`.
/// PyTorch: `torch.nn.functional.interpolate`.
public func resize2d(
  _ x: Tensor, to size: Size2d, mode: ResizeMode = .linear, alignment: ResizeAlignment = .areas
) -> Tensor {
  applyOp(
    ResizeOp(
      axes: [-2, -1], sizes: [size.height, size.width], mode: mode, alignment: alignment), x)
}
