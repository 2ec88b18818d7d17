/// The boxes around every place of a feature map from which a single-shot detector's boxes are
/// measured. Inputs: the feature map and the image, `[N, C, H, W]` both, of which only the sizes
/// count. The output `[1, 2, P · 4]` holds the corners (left, top, right, bottom) of all boxes, in
/// parts of the image's size, and then the variances of each corner. No gradient flows.
/// Liu et al., "SSD: single shot multibox detector", ECCV 2016, section 2.2, as in its Caffe code.
public struct PriorBoxOp: Op {
  /// Sides in pixels: each gives a square, and boxes of the same area with the other `ratios`.
  public var minSizes: [Double]
  /// For each of the sizes a second square, whose side is the geometric mean of both; or none.
  public var maxSizes: [Double]
  /// Widths to heights; 1 is always there.
  public var ratios: [Double]
  /// Whether the inverse of each ratio is one too.
  public var flips: Bool
  /// Whether boxes end at the image's edges.
  public var clips: Bool
  /// One, or one for each corner.
  public var variances: [Double]
  /// Where in its cell of the feature map a box has its center.
  public var offset: Double
  /// nil: the image's own.
  public var image: Extent?
  /// From one cell to the next; nil: so that the cells cover the image.
  public var step: Extent?

  public init(
    minSizes: [Double], maxSizes: [Double] = [], ratios: [Double] = [], flips: Bool = true,
    clips: Bool = false, variances: [Double] = [0.1], offset: Double = 0.5, image: Extent? = nil,
    step: Extent? = nil
  ) {
    self.minSizes = minSizes
    self.maxSizes = maxSizes
    self.ratios = ratios
    self.flips = flips
    self.clips = clips
    self.variances = variances
    self.offset = offset
    self.image = image
    self.step = step
  }

  public var name: OpName { "priorBox" }
  public var inputNames: [String] { ["feature map", "image"] }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireFloats(inputs)
    for (input, role) in zip(inputs, inputNames) { try requireRank(4, input, role, "[N, C, H, W]") }
    try require(
      !minSizes.isEmpty && (minSizes + maxSizes + ratios).allSatisfy { $0 > 0 && $0.isFinite },
      "sizes and ratios must be positive, and there must be a size")
    try require(
      maxSizes.isEmpty || maxSizes.count == minSizes.count,
      "\(maxSizes.count) greatest sizes for \(minSizes.count) least ones")
    try require(
      [1, 4].contains(variances.count) && (variances + [offset]).allSatisfy(\.isFinite),
      "there must be one variance or four, not \(variances)")
    for extent in [image, step].compactMap({ $0 }) {
      try require(
        extent.height > 0 && extent.width > 0 && extent.height.isFinite && extent.width.isFinite,
        "the image's size and the step must be positive")
    }
    let cells = inputs[0].shape[2].multipliedReportingOverflow(by: inputs[0].shape[3])
    let numbers = cells.partialValue.multipliedReportingOverflow(by: 4 * shapes.count)
    try require(
      !cells.overflow && !numbers.overflow && numbers.partialValue < 1 << 32,
      "there would be too many boxes around feature map \(inputs[0].shape)")
    return [TensorSpec(shape: [1, 2, numbers.partialValue], dtype: inputs[0].dtype)]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) -> [Tensor] {
    let (rows, columns) = (inputs[0].shape[2], inputs[0].shape[3])
    let image = image ?? Extent(Double(inputs[1].shape[2]), Double(inputs[1].shape[3]))
    let step =
      step ?? Extent(image.height / Double(rows), image.width / Double(columns))
    let shapes = shapes
    var corners: [Float] = []
    corners.reserveCapacity(8 * rows * columns * shapes.count)
    for row in 0..<rows {
      for column in 0..<columns {
        let x = (Double(column) + offset) * step.width
        let y = (Double(row) + offset) * step.height
        for shape in shapes {
          corners.append(Float((x - shape.width / 2) / image.width))
          corners.append(Float((y - shape.height / 2) / image.height))
          corners.append(Float((x + shape.width / 2) / image.width))
          corners.append(Float((y + shape.height / 2) / image.height))
        }
      }
    }
    if clips { corners = corners.map { min(max($0, 0), 1) } }
    let count = corners.count
    let variances = variances.map { Float($0) }
    corners += (0..<count).map { variances[variances.count == 1 ? 0 : $0 % 4] }
    let boxes = Tensor(corners, shape: [1, 2, count], on: backend.device)
    return [backend.cast(boxes, to: inputs[0].dtype)]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] { [nil, nil] }

  /// The boxes of one cell.
  private var shapes: [Extent] {
    var all: [Double] = [1]
    for ratio in ratios {
      for candidate in flips ? [ratio, 1 / ratio] : [ratio]
      where !all.contains(where: { abs($0 - candidate) < 1e-6 }) { all.append(candidate) }
    }
    return minSizes.enumerated().flatMap { index, size -> [Extent] in
      var shapes = [Extent(size, size)]
      if !maxSizes.isEmpty {
        let side = (size * maxSizes[index]).squareRoot()
        shapes.append(Extent(side, side))
      }
      return shapes
        + all.dropFirst().map { Extent(size / $0.squareRoot(), size * $0.squareRoot()) }
    }
  }
}

/// The boxes from which a single-shot detector's boxes are measured, around every place of a feature
/// map `[N, C, H, W]` of an image `[N, C, H, W]`: their corners, in parts of the image's size, and the
/// variances of the corners, `[1, 2, P · 4]`. PyTorch: no equivalent.
public func priorBoxes(
  _ features: Tensor, image: Tensor, minSizes: [Double], maxSizes: [Double] = [],
  ratios: [Double] = [], flips: Bool = true, clips: Bool = false, variances: [Double] = [0.1]
) -> Tensor {
  applyOp(
    PriorBoxOp(
      minSizes: minSizes, maxSizes: maxSizes, ratios: ratios, flips: flips, clips: clips,
      variances: variances), features, image)
}

extension PriorBoxOp {
  /// Height and width in pixels.
  public struct Extent: Sendable, Hashable {
    public var height: Double
    public var width: Double

    public init(_ height: Double, _ width: Double) {
      self.height = height
      self.width = width
    }
  }
}
