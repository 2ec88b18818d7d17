/// The windows of a picture as columns: `[N, C, H, W]` to `[N, C · kH · kW, H' · W']`.
public struct UnfoldOp: Op {
  public var geometry: Conv2dGeometry

  public init(_ geometry: Conv2dGeometry) { self.geometry = geometry }

  public var name: OpName { "unfold" }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireFloats(inputs)
    try requireRank(4, inputs[0], "input", "[N, C, H, W]")
    try requireWindow(
      kernel: geometry.kernel, stride: geometry.stride, padding: geometry.padding,
      dilation: geometry.dilation)
    let x = inputs[0].shape
    let (height, width) = geometry.output(height: x[2], width: x[3])
    try require(
      height > 0 && width > 0, "the kernel \(geometry.kernel) does not fit into input \(x)")
    let window = geometry.kernel.height * geometry.kernel.width
    return [TensorSpec(shape: [x[0], x[1] * window, height * width], dtype: inputs[0].dtype)]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) -> [Tensor] {
    let x = inputs[0].shape
    let (rows, columns) = maps(x)
    let (kernel, size) = (geometry.kernel, geometry.output(height: x[2], width: x[3]))
    let windows = backend.mapped(
      backend.mapped(inputs[0], axis: 2, rows), axis: 3, columns
    ).viewed(as: [x[0], x[1], size.height, kernel.height, size.width, kernel.width])
    let ordered = backend.permute(windows, [0, 1, 3, 5, 2, 4])
    return [
      ordered.viewed(
        as: [x[0], x[1] * kernel.height * kernel.width, size.height * size.width])
    ]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    let backend = pass.backend
    let x = pass.inputs[0].shape
    let (rows, columns) = maps(x)
    let (kernel, size) = (geometry.kernel, geometry.output(height: x[2], width: x[3]))
    let windows = pass.gradient.viewed(
      as: [x[0], x[1], kernel.height, kernel.width, size.height, size.width])
    let ordered = backend.permute(windows, [0, 1, 4, 2, 5, 3]).viewed(
      as: [x[0], x[1], size.height * kernel.height, size.width * kernel.width])
    return [
      .dense(
        backend.mapped(
          backend.mapped(ordered, axis: 3, columns.transposed), axis: 2, rows.transposed))
    ]
  }

  /// Along each axis, window by window.
  private func maps(_ x: Shape) -> (rows: AxisMap, columns: AxisMap) {
    func map(
      _ size: Int, _ count: Int, _ kernel: Int, _ stride: Int, _ padding: Int, _ dilation: Int
    ) -> AxisMap {
      AxisMap(
        size: size,
        selecting: (0..<(count * kernel)).map { place -> Int? in
          let source = place / kernel * stride - padding + place % kernel * dilation
          return (0..<size).contains(source) ? source : nil
        })
    }
    let size = geometry.output(height: x[2], width: x[3])
    return (
      map(
        x[2], size.height, geometry.kernel.height, geometry.stride.height, geometry.padding.top,
        geometry.dilation.height),
      map(
        x[3], size.width, geometry.kernel.width, geometry.stride.width, geometry.padding.left,
        geometry.dilation.width)
    )
  }
}

/// The windows of pictures as columns: `[N, C, H, W]` to `[N, C · kH · kW, H' · W']`.
/// PyTorch: `torch.nn.functional.unfold`.
public func unfold2d(
  _ x: Tensor, kernelSize: Size2d, stride: Size2d = 1, padding: Padding2d = 0, dilation: Size2d = 1
) -> Tensor {
  applyOp(
    UnfoldOp(
      Conv2dGeometry(kernel: kernelSize, stride: stride, padding: padding, dilation: dilation)), x)
}
