import ShinsoNN
import ShinsoSchemas
import ShinsoTensor

extension CaffeEmitter {
  /// Writes one node. Returns the names of its outputs.
  func emit(_ node: Graph.Node) throws -> [String] {
    let x = node.inputs
    switch node.op {
    case let op as Conv2dOp:
      return [
        try epilogue(op.activation, op.hasResidual, x) { operands in
          try convolution(
            "Convolution", operands, outputs: shape(node.outputs[0])[1], groups: op.groups,
            op.stride, op.padding, op.dilation)
        }
      ]
    case let op as ConvTranspose2dOp:
      try require(op.outputPadding == Size2d(0), "it has no output padding")
      return [
        try convolution(
          "Deconvolution", x, outputs: shape(node.outputs[0])[1], groups: op.groups, op.stride,
          op.padding, op.dilation)
      ]
    case let op as LinearOp: return [try epilogue(op.activation, op.hasResidual, x, product)]
    case let op as MaxPool2dOp: return [try pool(.max, op.geometry, x[0])]
    case let op as AveragePool2dOp: return [try pool(.ave, op.geometry, x[0])]
    case is GlobalAveragePool2dOp:
      let pooled = add("Pooling", [try blob(x[0])], "mean") {
        $0.poolingParam.pool = .ave
        $0.poolingParam.globalPooling = true
      }
      return [add("Flatten", [pooled])]
    case let op as UnaryOp: return [try unary(op.function, blob(x[0]))]
    case let op as BinaryOp: return [try elementwise(op.function, x)]
    case let op as ScaleShiftOp:
      return [
        add("Power", [try blob(x[0])]) {
          $0.powerParam.scale = Float(op.scale)
          $0.powerParam.shift = Float(op.offset)
        }
      ]
    case let op as BatchNormInferenceOp: return [try batchNorm(op, x)]
    case let op as LocalResponseNormOp: return [try localResponseNorm(op, x[0])]
    case let op as SoftmaxOp where !op.isLogarithmic:
      return [add("Softmax", [try blob(x[0])]) { $0.softmaxParam.axis = Int32(op.axis) }]
    case let op as TopKOp: return try places(op, node)
    // Caffe's numbers are all of one type.
    case let op as CastOp where op.dtype == .float32: return [try blob(x[0])]
    // Only training drops anything.
    case is DropoutOp, is TransferOp: return [try blob(x[0])]
    default: return try moves(node)
    }
  }

  /// Ops that move elements.
  private func moves(_ node: Graph.Node) throws -> [String] {
    let x = node.inputs
    switch node.op {
    case let op as ConcatenateOp:
      return [add("Concat", try x.map(blob)) { $0.concatParam.axis = Int32(op.axis) }]
    case let op as SplitOp:
      let ends = op.sizes.indices.dropLast().map { op.sizes[...$0].reduce(0, +) }
      add("Slice", [try blob(x[0])], tops: op.sizes.count) {
        $0.sliceParam.axis = Int32(op.axis)
        $0.sliceParam.slicePoint = ends.map { UInt32($0) }
      }
      return layers[layers.count - 1].tops
    case let op as FlattenOp:
      return [
        add("Flatten", [try blob(x[0])]) {
          $0.flattenParam.axis = Int32(op.from)
          $0.flattenParam.endAxis = Int32(op.to)
        }
      ]
    case is ReshapeOp, is SqueezeOp, is UnsqueezeOp:
      let (old, new) = (shape(x[0]), shape(node.outputs[0]))
      try require(old.first == new.first, "it moves elements from one sample to another")
      return [
        add("Reshape", [try blob(x[0])]) {
          $0.reshapeParam.shape.dim = [0] + new.dropFirst().map { Int64($0) }
        }
      ]
    case is SliceOp, is TileOp, is EmbeddingOp, is ReduceOp, is ArgmaxOp:
      throw missing("\(node.op.name)")
    default: throw refusal("it has nothing for \(node.op.name)")
    }
  }

  /// What a fused op does before and after it reaches memory.
  private func epilogue(
    _ activation: FusedActivation, _ hasResidual: Bool, _ inputs: [Graph.Value],
    _ body: ([Graph.Value]) throws -> String
  ) throws -> String {
    var operands = inputs
    let residual = hasResidual ? operands.remove(at: 2) : nil
    var y = try body(operands)
    if let residual { y = add("Eltwise", [y, try blob(residual)], "sum") }
    return try activation.function.map { try unary($0, y, "activation") } ?? y
  }

  private func convolution(
    _ type: String, _ inputs: [Graph.Value], outputs: Int, groups: Int, _ stride: Size2d,
    _ padding: Padding2d, _ dilation: Size2d
  ) throws -> String {
    try require(
      padding.top == padding.bottom && padding.left == padding.right,
      "it has no padding that differs from side to side")
    let weights = try inputs.dropFirst().map(stored)
    let kernel = weights[0].shape
    return add(type, [try blob(inputs[0])], weights: weights) { layer in
      layer.convolutionParam.numOutput = UInt32(outputs)
      layer.convolutionParam.biasTerm = weights.count > 1
      layer.convolutionParam.group = UInt32(groups)
      layer.convolutionParam.kernelSize = Self.sizes(kernel[2], kernel[3])
      layer.convolutionParam.stride = Self.sizes(stride.height, stride.width)
      layer.convolutionParam.pad = Self.sizes(padding.top, padding.left)
      layer.convolutionParam.dilation = Self.sizes(dilation.height, dilation.width)
    }
  }

  private static func sizes(_ height: Int, _ width: Int) -> [UInt32] {
    height == width ? [UInt32(height)] : [UInt32(height), UInt32(width)]
  }

  private func product(_ inputs: [Graph.Value]) throws -> String {
    let weights = try inputs.dropFirst().map(stored)
    let rank = shape(inputs[0]).rank
    return add("InnerProduct", [try blob(inputs[0])], weights: weights) { layer in
      layer.innerProductParam.numOutput = UInt32(weights[0].shape[0])
      layer.innerProductParam.biasTerm = weights.count > 1
      layer.innerProductParam.axis = Int32(rank - 1)
    }
  }

  private func pool(
    _ method: CaffePoolingParameter.PoolMethod, _ geometry: Pool2dGeometry, _ input: Graph.Value
  ) throws -> String {
    let padding = geometry.padding
    try require(
      padding.top == padding.bottom && padding.left == padding.right,
      "it has no padding that differs from side to side")
    try require(
      method == .max || geometry.countsPadding || padding == 0,
      "its averages count the zeros around")
    let size = shape(input)
    func extents(_ ceil: Bool) -> [Int] {
      var geometry = geometry
      geometry.ceilMode = ceil
      let (height, width) = geometry.output(height: size[2], width: size[3])
      return [height, width]
    }
    return add("Pooling", [try blob(input)]) { layer in
      layer.poolingParam.pool = method
      layer.poolingParam.kernelH = UInt32(geometry.kernel.height)
      layer.poolingParam.kernelW = UInt32(geometry.kernel.width)
      layer.poolingParam.strideH = UInt32(geometry.stride.height)
      layer.poolingParam.strideW = UInt32(geometry.stride.width)
      layer.poolingParam.padH = UInt32(padding.top)
      layer.poolingParam.padW = UInt32(padding.left)
      // Older programs do not know how to round down; where it makes no difference they need not.
      if !geometry.ceilMode, extents(true) != extents(false) {
        layer.poolingParam.roundMode = .floor
      }
    }
  }
}
