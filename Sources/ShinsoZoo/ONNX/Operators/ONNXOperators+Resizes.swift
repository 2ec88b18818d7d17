import ShinsoTensor

extension ONNXOperators {
  static let resizes: [String: Mapping] = [
    "Resize": { call in
      let node = call.node
      try node.allow(
        "mode", "coordinate_transformation_mode", "nearest_mode", "cubic_coeff_a", "axes")
      let x = try call.number(0)
      let axes = try node.ints("axes")?.map { try call.axis($0, of: x.rank) } ?? Array(0..<x.rank)
      // Version 10 has the scales in the place of the region.
      let isOld = call.opset < 11
      let given = try call.numbers(isOld ? 1 : 2)
      let scales = given?.isEmpty == false ? given : nil
      let sizes =
        try isOld ? nil : call.integers(3)
      let alignment: ResizeAlignment =
        switch node.text("coordinate_transformation_mode", isOld ? "asymmetric" : "half_pixel") {
        case "half_pixel": .areas
        case "pytorch_half_pixel"
        where try Self.resized(call, x, axes, scales, sizes).allSatisfy { $0 > 1 }:
          .areas
        case "align_corners": .corners
        case "asymmetric": .asymmetric
        case let other: throw ONNXProblem("resizes by \(other), which is not known")
        }
      let rounding = node.text("nearest_mode", isOld ? "floor" : "round_prefer_floor")
      let mode: ResizeMode =
        switch (node.text("mode", "nearest"), rounding) {
        case ("linear", _): .linear
        case ("cubic", _): .cubic(node.float("cubic_coeff_a", -0.75))
        case ("nearest", "floor"): .nearest(.down)
        case ("nearest", "ceil"): .nearest(.up)
        case ("nearest", "round_prefer_ceil"): .nearest(.halfUp)
        case ("nearest", _): .nearest(.halfDown)
        case (let other, _): throw ONNXProblem("its mode \(other) is not known")
        }
      return [
        try resize(
          call, x, axes: axes, sizes: Self.resized(call, x, axes, scales, sizes), scales, mode,
          alignment)
      ]
    },
    "Upsample": { call in
      let x = try call.number(0)
      let scales = try call.numbers(1) ?? call.node.floats("scales")
      let axes = Array(0..<x.rank)
      return [
        try resize(
          call, x, axes: axes, sizes: Self.resized(call, x, axes, scales, nil), scales,
          call.node.text("mode", "nearest") == "nearest" ? .nearest(.down) : .linear, .asymmetric)
      ]
    },
  ]

  /// The extents of the axes afterwards.
  private static func resized(
    _ call: ONNXCall, _ x: ONNXOperand, _ axes: [Int], _ scales: [Double]?, _ sizes: [Int]?
  ) throws -> [Int] {
    if let sizes, !sizes.isEmpty {
      try call.require(sizes.count == axes.count, "its sizes \(sizes) do not fit")
      return sizes
    }
    guard let scales, scales.count == axes.count else { throw ONNXProblem("says no new size") }
    return try zip(axes, scales).map { axis, scale in
      let size = (Double(x.shape[axis]) * scale).rounded(.down)
      try call.require(0..<1e9 ~= size, "its scale \(scale) makes no sense")
      return Int(size)
    }
  }

  /// Without the axes that stay, so that the number of samples stays free.
  private static func resize(
    _ call: ONNXCall, _ x: ONNXOperand, axes: [Int], sizes: [Int], _ scales: [Double]?,
    _ mode: ResizeMode, _ alignment: ResizeAlignment
  ) throws -> ONNXOperand {
    let changing = axes.indices.filter { place in
      sizes[place] != x.shape[axes[place]] || scales.map { $0[place] != 1 } ?? false
    }
    if changing.isEmpty { return x }
    let op = ResizeOp(
      axes: changing.map { axes[$0] }, sizes: changing.map { sizes[$0] }, mode: mode,
      alignment: alignment, scales: scales.map { list in changing.map { list[$0] } })
    return try call.add(op, x)
  }
}
