extension Op {
  func pooled(
    _ inputs: [TensorSpec], _ geometry: Pool2dGeometry
  ) throws(OpError) -> [TensorSpec] {
    try requireFloats(inputs)
    try requireRank(4, inputs[0], "input", "[N, C, H, W]")
    let (kernel, padding) = (geometry.kernel, geometry.padding)
    try requireWindow(kernel: kernel, stride: geometry.stride, padding: padding)
    try require(
      max(padding.top, padding.bottom) < kernel.height
        && max(padding.left, padding.right) < kernel.width,
      "the padding \(padding) must be smaller than the kernel \(kernel): "
        + "a window would see nothing but padding")
    let x = inputs[0].shape
    let (height, width) = geometry.output(height: x[2], width: x[3])
    try require(
      height > 0 && width > 0,
      "the kernel \(kernel) does not fit into input \(x) with padding \(padding)")
    return [TensorSpec(shape: [x[0], x[1], height, width], dtype: inputs[0].dtype)]
  }
}
