import ShinsoTensor

/// How a window slides over pictures `[N, C, H, W]`, or over sequences `[N, C, T]` seen as pictures
/// of height 1, by a node's attributes.
struct ONNXWindow {
  var kernel: Size2d
  var stride: Size2d
  var dilation: Size2d
  var padding: Padding2d

  /// What the attributes may say at most, so that arithmetic on sizes stays within bounds.
  private static let limit = 1 << 24

  init(_ call: ONNXCall, _ x: Shape, kernel: [Int]) throws {
    let count = x.rank - 2
    try call.require(
      (1...2).contains(count), "slides over \(x), which is neither a picture nor a sequence")
    let node = call.node
    let strides = node.ints("strides") ?? kernel.map { _ in 1 }
    let dilations = node.ints("dilations") ?? kernel.map { _ in 1 }
    var pads = node.ints("pads") ?? (kernel + kernel).map { _ in 0 }
    try call.require(
      kernel.count == count && strides.count == count && dilations.count == count
        && pads.count == 2 * count
        && (kernel + strides + dilations).allSatisfy { 1...Self.limit ~= $0 }
        && pads.allSatisfy { -Self.limit...Self.limit ~= $0 },
      "its window (kernel \(kernel), strides \(strides), dilations \(dilations), pads \(pads)) "
        + "does not fit \(x)")
    let mode = node.text("auto_pad", "NOTSET")
    if mode.hasPrefix("SAME") {
      for (axis, size) in x.dropFirst(2).enumerated() {
        let reach = (kernel[axis] - 1) * dilations[axis] + 1
        let missing = max((size - 1) / strides[axis] * strides[axis] + reach - size, 0)
        pads[axis] = mode == "SAME_UPPER" ? missing / 2 : missing - missing / 2
        pads[axis + count] = missing - pads[axis]
      }
    }
    func pair(_ values: [Int]) -> Size2d {
      count == 1 ? Size2d(1, values[0]) : Size2d(values[0], values[1])
    }
    self.kernel = pair(kernel)
    stride = pair(strides)
    dilation = pair(dilations)
    padding =
      count == 1
      ? Padding2d(top: 0, left: pads[0], bottom: 0, right: pads[1])
      : Padding2d(top: pads[0], left: pads[1], bottom: pads[2], right: pads[3])
  }
}

extension ONNXCall {
  /// Runs on a picture what is asked of a picture or a sequence.
  func onPicture(
    _ x: ONNXOperand, _ body: (ONNXOperand) throws -> ONNXOperand
  ) throws -> ONNXOperand {
    guard x.rank == 3 else { return try body(x) }
    return try add(SqueezeOp(axis: 2), body(add(UnsqueezeOp(axis: 2), x)))
  }
}
