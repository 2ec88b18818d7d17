import ShinsoTensor

extension ONNXOperators {
  /// How a window slides, from a node's attributes.
  private struct Window {
    var kernel: Size2d
    var stride: Size2d
    var dilation: Size2d
    var padding: Padding2d

    /// Of pictures `[N, C, H, W]`, or of sequences `[N, C, T]` seen as pictures of height 1.
    init(_ node: ONNXNode, _ x: Shape, kernel: [Int]) throws {
      guard (3...4).contains(x.rank) else { throw Unsupported("\(node.type) of rank \(x.rank)") }
      func pair(_ values: [Int]) -> Size2d {
        x.rank == 3 ? Size2d(1, values[0]) : Size2d(values[0], values[1])
      }
      let ones = kernel.map { _ in 1 }
      let strides = node.ints("strides") ?? ones
      let dilations = node.ints("dilations") ?? ones
      var pads = node.ints("pads") ?? (kernel + kernel).map { _ in 0 }
      let mode = node.text("auto_pad", "NOTSET")
      if mode.hasPrefix("SAME") {
        for (axis, size) in x.dropFirst(2).enumerated() {
          let reach = (kernel[axis] - 1) * dilations[axis] + 1
          let missing = max((size - 1) / strides[axis] * strides[axis] + reach - size, 0)
          let less = missing / 2
          pads[axis] = mode == "SAME_UPPER" ? less : missing - less
          pads[axis + kernel.count] = missing - pads[axis]
        }
      }
      self.kernel = pair(kernel)
      stride = pair(strides)
      dilation = pair(dilations)
      padding =
        x.rank == 3
        ? Padding2d(top: 0, left: pads[0], bottom: 0, right: pads[1])
        : Padding2d(top: pads[0], left: pads[1], bottom: pads[2], right: pads[3])
    }
  }

  /// Runs on a picture what is asked of a picture or a sequence.
  private static func onPicture(
    _ x: Tensor, _ body: (Tensor) throws -> [Tensor]
  ) throws -> [Tensor] {
    x.rank == 3 ? try body(x.unsqueezed(2)).map { $0.squeezed(2) } : try body(x)
  }

  private static func pool<O: Op>(_ make: @escaping @Sendable (Pool2dGeometry) -> O) -> Operator {
    { node, inputs in
      try node.allow(
        "kernel_shape", "strides", "pads", "dilations", "auto_pad", "ceil_mode", "storage_order",
        "count_include_pad", "p")
      guard node.outputs.count == 1 else { throw Unsupported("MaxPool with indices") }
      guard node.type != "LpPool" || node.int("p", 2) == 2 else {
        throw Unsupported("LpPool with p other than 2")
      }
      let x = try number(inputs, 0)
      let window = try Window(node, x.shape, kernel: node.ints("kernel_shape") ?? [])
      guard window.dilation == 1 else { throw Unsupported("\(node.type) with dilation") }
      let geometry = Pool2dGeometry(
        kernel: window.kernel, stride: window.stride, padding: window.padding,
        ceilMode: node.int("ceil_mode", 0) == 1,
        countsPadding: node.int("count_include_pad", 0) == 1)
      return try onPicture(x) { try run(make(geometry), $0) }
    }
  }

  static let pictures: [String: Operator] = [
    "Conv": { node, inputs in
      let (x, weight) = (try number(inputs, 0), try number(inputs, 1))
      let window = try Window(node, x.shape, kernel: Array(weight.shape.dropFirst(2)))
      let op = Conv2dOp(
        stride: window.stride, padding: window.padding, dilation: window.dilation,
        groups: node.int("group", 1))
      let bias = optional(inputs, 2).map { [$0] } ?? []
      let kernel = weight.rank == 3 ? weight.unsqueezed(2) : weight
      return try onPicture(x) { try runOp(op, [$0, kernel] + bias) }
    },
    "ConvTranspose": { node, inputs in
      let (x, weight) = (try number(inputs, 0), try number(inputs, 1))
      guard node.ints("output_shape") == nil else {
        throw Unsupported("ConvTranspose with output_shape")
      }
      var window = try Window(node, x.shape, kernel: Array(weight.shape.dropFirst(2)))
      var extra = node.ints("output_padding") ?? [0, 0]
      if x.rank == 3 { extra = [0, extra[0]] }
      if node.text("auto_pad", "NOTSET").hasPrefix("SAME") {
        // The output is to be input · stride.
        func total(_ kernel: Int, _ stride: Int, _ dilation: Int) -> Int {
          max((kernel - 1) * dilation + 1 - stride, 0)
        }
        let rows = total(window.kernel.height, window.stride.height, window.dilation.height)
        let columns = total(window.kernel.width, window.stride.width, window.dilation.width)
        let isUpper = node.text("auto_pad", "") == "SAME_UPPER"
        func before(_ total: Int) -> Int { isUpper ? total / 2 : total - total / 2 }
        window.padding = Padding2d(
          top: before(rows), left: before(columns), bottom: rows - before(rows),
          right: columns - before(columns))
      }
      let op = ConvTranspose2dOp(
        stride: window.stride, padding: window.padding, outputPadding: Size2d(extra[0], extra[1]),
        dilation: window.dilation, groups: node.int("group", 1))
      let bias = optional(inputs, 2).map { [$0] } ?? []
      let kernel = weight.rank == 3 ? weight.unsqueezed(2) : weight
      return try onPicture(x) { try runOp(op, [$0, kernel] + bias) }
    },
    "MaxPool": pool { MaxPool2dOp($0) }, "AveragePool": pool { AveragePool2dOp($0) },
    "LpPool": pool { L2Pool2dOp($0) },
    "GlobalAveragePool": { _, inputs in
      let x = try number(inputs, 0)
      return [try run(GlobalAveragePool2dOp(), x)[0].reshaped([x.shape[0], x.shape[1], 1, 1])]
    },
    "GlobalMaxPool": { _, inputs in
      let x = try number(inputs, 0)
      guard x.rank == 4 else { throw Unsupported("GlobalMaxPool of rank \(x.rank)") }
      return [globalMaxPool2d(x).reshaped([x.shape[0], x.shape[1], 1, 1])]
    },
    "BatchNormalization": { node, inputs in
      let all = try (0..<5).map { try number(inputs, $0) }
      let epsilon = node.float("epsilon", 1e-5)
      guard node.int("training_mode", 0) == 1 else {
        return try runOp(BatchNormInferenceOp(epsilon: epsilon), all)
      }
      let outputs = try runOp(
        BatchNormTrainingOp(epsilon: epsilon), Array(all[..<3]))
      let momentum = node.float("momentum", 0.9)
      return [outputs[0]]
        + zip(all[3...], outputs[1...]).map { $0 * momentum + $1 * (1 - momentum) }
    },
    "InstanceNormalization": { node, inputs in
      let x = try number(inputs, 0)
      let op = GroupNormOp(groups: x.shape[1], epsilon: node.float("epsilon", 1e-5))
      return try run(op, x, number(inputs, 1), number(inputs, 2))
    },
    "GroupNormalization": { node, inputs in
      let op = GroupNormOp(
        groups: node.int("num_groups", 1), epsilon: node.float("epsilon", 1e-5))
      return try run(op, number(inputs, 0), number(inputs, 1), number(inputs, 2))
    },
    "LayerNormalization": { node, inputs in
      let x = try number(inputs, 0)
      let axis = node.int("axis", -1)
      let position = axis < 0 ? axis + x.rank : axis
      let epsilon = node.float("epsilon", 1e-5)
      let op = LayerNormOp(axisCount: x.rank - position, epsilon: epsilon)
      let y = try run(op, x, number(inputs, 1), number(inputs, 2))[0]
      guard node.outputs.count > 1 else { return [y] }
      // ONNX asks for the statistics too.
      let axes = Array(position..<x.rank)
      let mean = try run(ReduceOp(.mean, axes: axes, keepsAxes: true), x)[0]
      let variance = try run(
        ReduceOp(.mean, axes: axes, keepsAxes: true), (x - mean).square())[0]
      return [y, mean, (variance + epsilon).sqrt().reciprocal()]
    },
    "LRN": { node, inputs in
      let op = LocalResponseNormOp(
        size: node.int("size", 1), alpha: node.float("alpha", 1e-4),
        beta: node.float("beta", 0.75), k: node.float("bias", 1))
      return try run(op, number(inputs, 0))
    },
    "Resize": { node, inputs in
      try node.allow(
        "mode", "coordinate_transformation_mode", "nearest_mode", "cubic_coeff_a", "axes")
      let x = try number(inputs, 0)
      let axes = node.ints("axes") ?? Array(0..<x.rank)
      let scales = optional(inputs, 2).flatMap {
        $0.elementCount == 0 ? nil : $0.scalars(as: Double.self)
      }
      let sizes =
        integers(inputs, 3)
        ?? zip(axes, scales ?? []).map { Int((Double(x.shape[$0]) * $1).rounded(.down)) }
      let alignment: ResizeAlignment =
        switch node.text("coordinate_transformation_mode", "half_pixel") {
        case "half_pixel": .areas
        case "align_corners": .corners
        case "asymmetric": .asymmetric
        case let other: throw Unsupported("Resize by \(other)")
        }
      let mode: ResizeMode =
        switch (node.text("mode", "nearest"), node.text("nearest_mode", "round_prefer_floor")) {
        case ("linear", _): .linear
        case ("cubic", _): .cubic(node.float("cubic_coeff_a", -0.75))
        case (_, "floor"): .nearest(.down)
        case (_, "ceil"): .nearest(.up)
        case (_, "round_prefer_ceil"): .nearest(.halfUp)
        default: .nearest(.halfDown)
        }
      return try run(
        ResizeOp(axes: axes, sizes: sizes, mode: mode, alignment: alignment, scales: scales), x)
    },
    "Upsample": { node, inputs in
      let x = try number(inputs, 0)
      let scales = try input(inputs, 1).scalars(as: Double.self)
      let sizes = zip(x.shape, scales).map { Int(Double($0) * $1) }
      let op = ResizeOp(
        axes: Array(0..<x.rank), sizes: sizes,
        mode: node.text("mode", "nearest") == "nearest" ? .nearest(.down) : .linear,
        alignment: .asymmetric, scales: scales)
      return try run(op, x)
    },
  ]
}
