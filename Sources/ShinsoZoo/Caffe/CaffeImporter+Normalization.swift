import ShinsoFormats
import ShinsoNN
import ShinsoSchemas
import ShinsoTensor

/// A batch normalization without factors of its own, for a `Scale` layer behind it to be joined to.
struct CaffeNormalization {
  var input: Graph.Value
  var mean: Graph.Value
  var variance: Graph.Value
  var divisor: Graph.Value?
  var op: BatchNormInferenceOp
}

extension CaffeImporter {
  /// Caffe keeps sums of means and variances, and the number that divides both.
  func batchNorm(_ layer: CaffeLayer, _ bottoms: [Graph.Value]) throws -> [Graph.Value] {
    let parameter = layer.parameter.batchNormParam
    let x = try one(layer, bottoms)
    let shape = shape(x)
    try require(shape.rank >= 2, layer, "its bottom \(shape) has no channels")
    let channels = shape[1]
    let isFixed = parameter.hasUseGlobalStats && parameter.useGlobalStats
    let found = try parameters.statistics(
      layer, channels, builder, addsUp: purpose.isTraining && !isFixed)
    let norm = CaffeNormalization(
      input: x, mean: found.mean, variance: found.variance, divisor: found.divisor,
      op: BatchNormInferenceOp(
        epsilon: Double(parameter.eps),
        momentum: isFixed ? 0 : 1 - Double(parameter.movingAverageFraction)))
    let value = try add(
      layer, norm, gamma: try constant(1, [channels], layer),
      beta: try constant(0, [channels], layer))
    normalizations[value] = norm
    return [value]
  }

  /// A factor for each channel or for other axes, and an offset, learned or given by a second bottom.
  func scale(_ layer: CaffeLayer, _ bottoms: [Graph.Value]) throws -> [Graph.Value] {
    let parameter = layer.parameter.scaleParam
    try require((1...2).contains(bottoms.count), layer, "takes one or two bottoms")
    let x = bottoms[0]
    let shape = shape(x)
    let axis = try axis(parameter.axis, of: x, layer)
    var (factor, extents): (Graph.Value, Shape)
    if bottoms.count == 2 {
      (factor, extents) = (bottoms[1], self.shape(bottoms[1]))
    } else {
      extents = try self.extents(axis, parameter.numAxes, of: shape, layer)
      var filler = parameter.filler
      if !parameter.hasFiller { filler.value = 1 }
      factor = try parameters.parameter(layer, 0, "weight", extents, filler, builder)
    }
    var offset: Graph.Value?
    if parameter.biasTerm {
      offset = try parameters.parameter(
        layer, 2 - bottoms.count, "bias", extents, parameter.biasFiller, builder)
    }
    // A factor for each channel is half of a normalization; behind one, the other half.
    if bottoms.count == 1, axis == 1, extents == [shape[1]] {
      let norm = try normalizations[x] ?? identity(of: x, layer)
      let beta = try offset ?? constant(0, extents, layer)
      return [try add(layer, norm, gamma: factor, beta: beta)]
    }
    factor = try broadcast(layer, factor, along: axis, of: shape)
    var y = try add(layer, BinaryOp(.multiply), x, factor)
    if let offset {
      y = try add(
        layer, BinaryOp(.add), y, try broadcast(layer, offset, along: axis, of: shape))
    }
    return [y]
  }

  func bias(_ layer: CaffeLayer, _ bottoms: [Graph.Value]) throws -> [Graph.Value] {
    let parameter = layer.parameter.biasParam
    try require((1...2).contains(bottoms.count), layer, "takes one or two bottoms")
    let shape = shape(bottoms[0])
    let axis = try axis(parameter.axis, of: bottoms[0], layer)
    let offset =
      bottoms.count == 2
      ? bottoms[1]
      : try parameters.parameter(
        layer, 0, "bias", try extents(axis, parameter.numAxes, of: shape, layer),
        parameter.filler, builder)
    return [
      try add(
        layer, BinaryOp(.add), bottoms[0],
        try broadcast(layer, offset, along: axis, of: shape))
    ]
  }

  /// x / √(ε + Σ x²) over the channels of each place, or over everything, times a learned factor.
  /// Liu et al., "ParseNet", 2015, section 3.3; SSD takes it to scale its first feature map.
  func normalize(_ layer: CaffeLayer, _ bottoms: [Graph.Value]) throws -> [Graph.Value] {
    let parameter = layer.parameter.normParam
    let x = try one(layer, bottoms)
    let shape = shape(x)
    try require(shape.rank == 4, layer, "its bottom \(shape) is not [N, C, H, W]")
    let axes = parameter.acrossSpatial ? [1, 2, 3] : [1]
    let squares = try add(layer, UnaryOp(.square), x)
    let sum = try add(layer, ReduceOp(.sum, axes: axes, keepsAxes: true), squares)
    let positive = try add(layer, ScaleShiftOp(offset: Double(parameter.eps)), sum)
    let norm = try add(layer, UnaryOp(.sqrt), positive)
    let unit = try add(layer, BinaryOp(.divide), x, norm)
    var filler = parameter.scaleFiller
    if !parameter.hasScaleFiller { filler.value = 1 }
    let factor = try parameters.parameter(
      layer, 0, "weight", parameter.channelShared ? [1] : [shape[1]], filler, builder)
    return [
      try add(
        layer, BinaryOp(.multiply), unit, try broadcast(layer, factor, along: 1, of: shape))
    ]
  }

  private func add(
    _ layer: CaffeLayer, _ norm: CaffeNormalization, gamma: Graph.Value, beta: Graph.Value
  ) throws -> Graph.Value {
    try builder.add(
      layer.name, norm.op,
      [norm.input, gamma, beta, norm.mean, norm.variance] + [norm.divisor].compactMap(\.self))[0]
  }

  /// A normalization that does nothing: convolutions take factors in as they do those of one.
  private func identity(
    of x: Graph.Value, _ layer: CaffeLayer
  ) throws -> CaffeNormalization {
    let channels: Shape = [shape(x)[1]]
    return CaffeNormalization(
      input: x, mean: try constant(0, channels, layer),
      variance: try constant(1, channels, layer), op: BatchNormInferenceOp(epsilon: 0))
  }

  /// The axes that a learned factor covers; -1 stands for all from `axis` on.
  private func extents(
    _ axis: Int, _ count: Int32, of shape: Shape, _ layer: CaffeLayer
  ) throws -> Shape {
    let end = count < 0 ? shape.rank : axis + Int(count)
    try require(
      count >= -1 && end <= shape.rank, layer,
      "\(shape) has no \(counted(count, "axis", "axes")) "
        + "from \(axis) on")
    return Shape(Array(shape.dims[axis..<end]))
  }
}
