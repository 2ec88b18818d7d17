/// Entries of one axis as they lie in memory: rows of `length` floats from `offset` on, `stride`
/// apart.
struct LayoutRows {
  let count: Int
  let stride: Int
  let offset: Int
  let length: Int
}

extension CPULayout {
  /// Where a range of images (axis 0) or channels (axis 1) lies; nil where channels do not fill
  /// whole blocks.
  func rows(_ range: Range<Int>, axis: Int) -> LayoutRows? {
    guard let form = lanes else { return nil }
    let plane = form.height * form.width * form.lanes
    if axis == 0 {
      let image = form.groups * plane
      return LayoutRows(
        count: range.count, stride: image, offset: range.lowerBound * image, length: image)
    }
    if isChannelsLast {
      return LayoutRows(
        count: form.batch * form.height * form.width, stride: form.lanes,
        offset: range.lowerBound, length: range.count)
    }
    guard range.lowerBound % form.lanes == 0,
      range.upperBound % form.lanes == 0 || range.upperBound == dims[1]
    else { return nil }
    let groups = range.lowerBound / form.lanes..<(range.upperBound + form.lanes - 1) / form.lanes
    return LayoutRows(
      count: form.batch, stride: form.groups * plane, offset: groups.lowerBound * plane,
      length: groups.count * plane)
  }

  package func entries(_ count: Int, of shape: Shape) -> (size: Int, layout: any OpaqueLayout)? {
    guard shape.dims == dims, let rows = rows(0..<count, axis: 0) else { return nil }
    return (rows.length * 4, with(shape.replacing(axis: 0, with: count)))
  }

  /// The layout for tensors joined along axis 0 or 1 into `shape`; nil: plain order, because none of
  /// them has another.
  static func joint(_ xs: [Tensor], axis: Int, _ shape: Shape) -> CPULayout? {
    guard shape.rank == 4, axis < 2, xs[0].dtype == .float32, shape.elementCount > 0,
      let first = xs.lazy.compactMap(\.cpuLayout).first(where: { $0.lanes != nil })
    else { return nil }
    if axis == 0 { return first.with(shape) }
    return joint(channels: xs.map { $0.shape[1] }, shape)
  }

  /// The layout for parts of these channels; their borders are borders of blocks.
  static func joint(channels: [Int], _ shape: Shape) -> CPULayout {
    let preferred = preferred(shape)
    if case .blocked(_, let block) = preferred,
      channels.dropLast().allSatisfy({ $0 % block == 0 })
    {
      return preferred
    }
    return .channelsLast(shape)
  }
}
