import ShinsoFormats
import ShinsoNN
import ShinsoSchemas
import ShinsoTensor

extension CaffeImporter {
  func convolution(_ layer: CaffeLayer, _ bottoms: [Graph.Value]) throws -> [Graph.Value] {
    let parameter = layer.parameter.convolutionParam
    let window = try CaffeWindow(layer, file: file)
    let op = Conv2dOp(
      stride: window.stride, padding: window.padding, dilation: window.dilation,
      groups: Int(parameter.group))
    return try convolve(layer, bottoms, op, window.kernel) { channels, outputs, groups in
      (first: outputs, second: channels / groups)
    }
  }

  func deconvolution(_ layer: CaffeLayer, _ bottoms: [Graph.Value]) throws -> [Graph.Value] {
    let parameter = layer.parameter.convolutionParam
    let window = try CaffeWindow(layer, file: file)
    let op = ConvTranspose2dOp(
      stride: window.stride, padding: window.padding, dilation: window.dilation,
      groups: Int(parameter.group))
    return try convolve(layer, bottoms, op, window.kernel) { channels, outputs, groups in
      (first: channels, second: outputs / groups)
    }
  }

  /// A convolution of either kind on each bottom, with the same weights.
  ///
  /// - Parameter weight: the weight's first two extents.
  private func convolve(
    _ layer: CaffeLayer, _ bottoms: [Graph.Value], _ op: some Op, _ kernel: Size2d,
    weight: (_ channels: Int, _ outputs: Int, _ groups: Int) -> (first: Int, second: Int)
  ) throws -> [Graph.Value] {
    let parameter = layer.parameter.convolutionParam
    let (outputs, groups) = (Int(parameter.numOutput), Int(parameter.group))
    try require(parameter.axis == 1 || parameter.axis == -3, layer, "only axis 1 is known")
    try require(outputs > 0, layer, "does not say its num_output")
    try require(!bottoms.isEmpty, layer, "takes at least one bottom")
    let shape = shape(bottoms[0])
    try require(shape.rank == 4, layer, "its bottom \(shape) is not [N, C, H, W]")
    try require(
      groups > 0 && shape[1] % groups == 0 && outputs % groups == 0, layer,
      "\(counted(shape[1], "channel")) and \(counted(outputs, "output")) do not divide into "
        + "\(groups) groups")
    let (first, second) = weight(shape[1], outputs, groups)
    var inputs = [
      try parameters.parameter(
        layer, 0, "weight", [first, second, kernel.height, kernel.width],
        parameter.weightFiller, builder)
    ]
    if parameter.biasTerm {
      inputs.append(
        try parameters.parameter(layer, 1, "bias", [outputs], parameter.biasFiller, builder))
    }
    return try bottoms.map { try builder.add(layer.name, op, [$0] + inputs)[0] }
  }

  func innerProduct(_ layer: CaffeLayer, _ bottoms: [Graph.Value]) throws -> [Graph.Value] {
    let parameter = layer.parameter.innerProductParam
    let x = try one(layer, bottoms)
    let outputs = Int(parameter.numOutput)
    try require(outputs > 0, layer, "does not say its num_output")
    let axis = try axis(parameter.axis, of: x, layer)
    try require(axis > 0, layer, "axis 0, the samples', cannot be part of the product")
    let flat =
      axis == shape(x).rank - 1 ? x : try add(layer, FlattenOp(from: axis), x)
    let columns = shape(flat)[-1]
    var inputs = [
      flat,
      try parameters.parameter(
        layer, 0, "weight", [outputs, columns], parameter.weightFiller, builder,
        isTransposed: parameter.transpose),
    ]
    if parameter.biasTerm {
      inputs.append(
        try parameters.parameter(layer, 1, "bias", [outputs], parameter.biasFiller, builder))
    }
    return try builder.add(layer.name, LinearOp(), inputs)
  }
}
