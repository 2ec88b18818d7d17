extension ReferenceBackend {
  /// The positions are, for each output, the flat index of its input, int64, or -1 if a window has
  /// none.
  func maxPool2d(
    _ x: Tensor, _ geometry: Pool2dGeometry, recordsPositions: Bool
  ) -> (y: Tensor, positions: Tensor?) {
    let inputs = doubles(x)
    let windows = PoolingWindows(geometry, input: x.shape)
    var maxima = [Double](repeating: -.infinity, count: windows.output.elementCount)
    var positions = [Int64](repeating: -1, count: windows.output.elementCount)
    windows.visit { output, elements, _ in
      guard var best = elements.first else { return }
      for i in elements
      where inputs[i] > inputs[best] || inputs[i].isNaN && !inputs[best].isNaN { best = i }
      maxima[output] = inputs[best]
      positions[output] = Int64(best)
    }
    return (
      tensor(maxima, windows.output, x.dtype),
      recordsPositions ? tensor(positions, windows.output, .int64) : nil
    )
  }

  func maxPool2dBackward(
    _ dy: Tensor, positions: Tensor, inputShape: Shape, _ geometry: Pool2dGeometry
  ) -> Tensor {
    var sums = [Double](repeating: 0, count: inputShape.elementCount)
    for (gradient, position) in zip(doubles(dy), Elements.integers(positions.storage))
    where position >= 0 { sums[Int(position)] += gradient }
    return tensor(sums, inputShape, dy.dtype)
  }

  func averagePool2d(_ x: Tensor, _ geometry: Pool2dGeometry) -> Tensor {
    let inputs = doubles(x)
    let windows = PoolingWindows(geometry, input: x.shape)
    var means = [Double](repeating: 0, count: windows.output.elementCount)
    windows.visit { output, elements, divisor in
      means[output] = elements.isEmpty ? 0 : elements.reduce(0) { $0 + inputs[$1] } / divisor
    }
    return tensor(means, windows.output, x.dtype)
  }

  func averagePool2dBackward(
    _ dy: Tensor, inputShape: Shape, _ geometry: Pool2dGeometry
  ) -> Tensor {
    let gradients = doubles(dy)
    var sums = [Double](repeating: 0, count: inputShape.elementCount)
    PoolingWindows(geometry, input: inputShape).visit { output, elements, divisor in
      for i in elements { sums[i] += gradients[output] / divisor }
    }
    return tensor(sums, inputShape, dy.dtype)
  }
}

/// The windows of a pooling over `[N, C, H, W]`, output by output.
private struct PoolingWindows {
  let geometry: Pool2dGeometry
  let input: Shape
  let output: Shape

  init(_ geometry: Pool2dGeometry, input: Shape) {
    self.geometry = geometry
    self.input = input
    let size = geometry.output(height: input[2], width: input[3])
    output = [input[0], input[1], size.height, size.width]
  }

  /// Calls `body` with each output, the inputs in its window in row-major order, and the divisor of
  /// their sum for the mean.
  func visit(_ body: (_ output: Int, _ elements: [Int], _ divisor: Double) -> Void) {
    let (height, width) = (input[2], input[3])
    let (kernel, stride, padding) = (geometry.kernel, geometry.stride, geometry.padding)
    let rows = (0..<output[2]).map { $0 * stride.height - padding.top }.map {
      Span($0, kernel.height, size: height, behind: padding.bottom)
    }
    let columns = (0..<output[3]).map { $0 * stride.width - padding.left }.map {
      Span($0, kernel.width, size: width, behind: padding.right)
    }
    var index = 0
    for plane in 0..<(input[0] * input[1]) {
      for row in rows {
        for column in columns {
          let elements = row.inside.flatMap { y in
            column.inside.map { x in (plane * height + y) * width + x }
          }
          let divisor = geometry.countsPadding ? row.count * column.count : elements.count
          body(index, elements, Double(divisor))
          index += 1
        }
      }
    }
  }

  /// A window along one axis.
  private struct Span {
    /// The part inside the image; may be empty.
    let inside: Range<Int>
    /// The extent including padding. A part beyond the padding, which the last window may have in
    /// ceil mode, does not count.
    let count: Int

    init(_ start: Int, _ kernel: Int, size: Int, behind: Int) {
      let end = min(start + kernel, size + behind)
      let first = max(start, 0)
      inside = first..<max(first, min(end, size))
      count = end - start
    }
  }
}
