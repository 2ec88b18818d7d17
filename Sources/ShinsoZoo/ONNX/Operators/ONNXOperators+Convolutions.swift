import ShinsoTensor

extension ONNXOperators {
  static let convolutions: [String: Mapping] = [
    "Conv": { call in
      let (x, weight) = (try call.number(0), try call.number(1))
      let window = try ONNXWindow(call, x.shape, kernel: Array(weight.shape.dropFirst(2)))
      let op = Conv2dOp(
        stride: window.stride, padding: window.padding, dilation: window.dilation,
        groups: call.node.int("group", 1))
      let operands = try call.kernel(weight)
      return [try call.onPicture(x) { try call.all(op, [$0] + operands)[0] }]
    },
    "ConvTranspose": { call in
      let (x, weight) = (try call.number(0), try call.number(1))
      let kernel = Array(weight.shape.dropFirst(2))
      var window = try ONNXWindow(call, x.shape, kernel: kernel)
      var extra = call.node.ints("output_padding") ?? kernel.map { _ in 0 }
      try call.require(
        extra.count == kernel.count && extra.allSatisfy { 0...1 << 20 ~= $0 },
        "its output_padding \(extra) does not fit")
      if x.rank == 3 { extra = [0, extra[0]] }
      let isSame = call.node.text("auto_pad", "NOTSET").hasPrefix("SAME")
      var wanted = call.node.ints("output_shape")
      if isSame {
        // The output is to be input · stride.
        let strides = [window.stride.height, window.stride.width].suffix(kernel.count)
        wanted = zip(x.shape.dropFirst(2), strides).map { $0 * $1 }
      }
      if var sizes = wanted {
        try call.require(
          sizes.count == kernel.count && sizes.allSatisfy { 1...1 << 24 ~= $0 },
          "its output_shape \(sizes) does not fit")
        if sizes.count == 1 { sizes.insert(1, at: 0) }
        let own = [x.rank == 3 ? 1 : x.shape[2], x.shape[-1]]
        func total(
          _ axis: Int, _ kernel: Int, _ stride: Int, _ dilation: Int
        ) throws -> Int {
          let missing =
            (own[axis] - 1) * stride + (kernel - 1) * dilation + 1 + extra[axis] - sizes[axis]
          if missing < 0, extra[axis] == 0 { extra[axis] = -missing }
          return max(missing, 0)
        }
        let rows = try total(
          0, window.kernel.height, window.stride.height, window.dilation.height)
        let columns = try total(
          1, window.kernel.width, window.stride.width, window.dilation.width)
        let isLower = call.node.text("auto_pad", "NOTSET") == "SAME_LOWER"
        func before(_ total: Int) -> Int { isLower ? total - total / 2 : total / 2 }
        window.padding = Padding2d(
          top: before(rows), left: before(columns), bottom: rows - before(rows),
          right: columns - before(columns))
      }
      let op = ConvTranspose2dOp(
        stride: window.stride, padding: window.padding, outputPadding: Size2d(extra[0], extra[1]),
        dilation: window.dilation, groups: call.node.int("group", 1))
      let operands = try call.kernel(weight)
      return [try call.onPicture(x) { try call.all(op, [$0] + operands)[0] }]
    },
  ]
}

extension ONNXCall {
  /// A kernel of pictures, and the bias if there is one.
  fileprivate func kernel(_ weight: ONNXOperand) throws -> [ONNXOperand] {
    let kernel = weight.rank == 3 ? try add(UnsqueezeOp(axis: 2), weight) : weight
    return [kernel] + (try optionalNumber(2).map { [$0] } ?? [])
  }
}
