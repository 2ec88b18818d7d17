/// What cell `index` of `count` covers of an axis: from ⌊index · size / count⌋ up to
/// ⌈(index + 1) · size / count⌉.
package func adaptiveCell(_ index: Int, of count: Int, size: Int) -> Range<Int> {
  index * size / count..<((index + 1) * size + count - 1) / count
}

/// The maximum of each cell of a grid of `size` over the picture: `[N, C, H, W]` to
/// `[N, C, height, width]`, whatever H and W are. PyTorch: `torch.nn.functional.adaptive_max_pool2d`.
public func adaptiveMaxPool2d(_ x: Tensor, to size: Size2d) -> Tensor {
  stopUnless(
    x.rank == 4 && size.height > 0 && size.width > 0, in: "adaptiveMaxPool2d",
    "input \(x.shape) cannot be pooled to \(size): expected [N, C, H, W] and a size above 0")
  if x.shape[2] % size.height == 0, x.shape[3] % size.width == 0 {
    return maxPool2d(
      x, kernelSize: Size2d(x.shape[2] / size.height, x.shape[3] / size.width))
  }
  // Cells are products of a stretch of columns and one of rows. In this order, the first of equal
  // maxima gets the gradient, as it does in windows.
  return [(3, size.width), (2, size.height)].reduce(x) { y, step in
    let (axis, count) = step
    let cells = (0..<count).map { adaptiveCell($0, of: count, size: y.shape[axis]) }
    return concatenate(
      cells.map {
        y.sliced(axis: axis, from: $0.lowerBound, to: $0.upperBound).topK(1, axis: axis).values
      }, axis: axis)
  }
}

/// The maximum of each channel of each picture: `[N, C, H, W]` to `[N, C]`.
/// PyTorch: `torch.nn.functional.adaptive_max_pool2d`.
public func globalMaxPool2d(_ x: Tensor) -> Tensor {
  adaptiveMaxPool2d(x, to: 1).flattened(from: 1)
}

/// Spatial pyramid pooling: the maxima of grids of several sizes side by side, `[N, C, H, W]` to
/// `[N, C · Σ level²]` whatever H and W are. He et al., "Spatial pyramid pooling in deep
/// convolutional networks", ECCV 2014, section 2.2. PyTorch: no equivalent.
public func spatialPyramidPool2d(_ x: Tensor, levels: [Int] = [4, 2, 1]) -> Tensor {
  concatenate(levels.map { adaptiveMaxPool2d(x, to: Size2d($0)).flattened(from: 1) }, axis: 1)
}
