import ShinsoTensor

extension ONNXOperators {
  private static func pool<O: Op>(_ make: @escaping @Sendable (Pool2dGeometry) -> O) -> Mapping {
    { call in
      let node = call.node
      try node.allow(
        "kernel_shape", "strides", "pads", "dilations", "auto_pad", "ceil_mode", "storage_order",
        "count_include_pad", "p")
      try call.require(
        node.outputs.filter { !$0.isEmpty }.count == 1, "gives the places too, which is not known")
      try call.require(
        node.type != "LpPool" || node.int("p", 2) == 2, "its p is \(node.int("p", 2)), not 2")
      let x = try call.number(0)
      let window = try ONNXWindow(call, x.shape, kernel: node.ints("kernel_shape") ?? [])
      try call.require(window.dilation == 1, "its dilation is \(window.dilation), not 1")
      let geometry = Pool2dGeometry(
        kernel: window.kernel, stride: window.stride, padding: window.padding,
        ceilMode: node.flag("ceil_mode"), countsPadding: node.flag("count_include_pad"))
      return [try call.onPicture(x) { try call.add(make(geometry), $0) }]
    }
  }

  /// One reduction of all that a channel has.
  private static func global(_ reduction: Reduction) -> Mapping {
    { call in
      let x = try call.number(0)
      try call.require(x.rank >= 3, "its input \(x.shape) has no places")
      guard x.rank == 4, reduction == .mean else {
        return [try call.add(ReduceOp(reduction, axes: Array(2..<x.rank), keepsAxes: true), x)]
      }
      let means = try call.add(GlobalAveragePool2dOp(), x)
      return [
        try call.add(
          UnsqueezeOp(axis: 3), call.add(UnsqueezeOp(axis: 2), means))
      ]
    }
  }

  static let pools: [String: Mapping] = [
    "MaxPool": pool { MaxPool2dOp($0) }, "AveragePool": pool { AveragePool2dOp($0) },
    "LpPool": pool { L2Pool2dOp($0) },
    "GlobalAveragePool": global(.mean), "GlobalMaxPool": global(.max),
  ]
}
