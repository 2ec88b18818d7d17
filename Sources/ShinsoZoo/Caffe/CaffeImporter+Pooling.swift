import ShinsoFormats
import ShinsoNN
import ShinsoSchemas
import ShinsoTensor

extension CaffeImporter {
  /// Windows reach over the edge (`ceilMode`), padding counts in a mean as far as it goes: with that,
  /// the ops are Caffe's.
  func pooling(_ layer: CaffeLayer, _ bottoms: [Graph.Value]) throws -> [Graph.Value] {
    let parameter = layer.parameter.poolingParam
    let x = try one(layer, bottoms)
    let shape = shape(x)
    try require(shape.rank == 4, layer, "its bottom \(shape) is not [N, C, H, W]")
    try require(layer.tops.count == 1, layer, "a second top, the places of maxima, is not known")
    if parameter.globalPooling { return [try globalPooling(layer, x)] }
    func single(_ has: Bool, _ value: UInt32) -> [UInt32] { has ? [value] : [] }
    let stride = try layer.size(
      single(parameter.hasStride, parameter.stride),
      height: parameter.hasStrideH ? parameter.strideH : nil,
      width: parameter.hasStrideW ? parameter.strideW : nil, default: 1, "stride", file: file)
    let pad = try layer.size(
      single(parameter.hasPad, parameter.pad), height: parameter.hasPadH ? parameter.padH : nil,
      width: parameter.hasPadW ? parameter.padW : nil, default: 0, "pad", file: file)
    var kernel = try layer.size(
      single(parameter.hasKernelSize, parameter.kernelSize),
      height: parameter.hasKernelH ? parameter.kernelH : nil,
      width: parameter.hasKernelW ? parameter.kernelW : nil, "kernel_size", file: file)
    // A window that is larger than everything sees everything.
    kernel.height = min(kernel.height, shape[2] + 2 * pad.height)
    kernel.width = min(kernel.width, shape[3] + 2 * pad.width)
    let geometry = Pool2dGeometry(
      kernel: kernel, stride: stride,
      padding: Padding2d(top: pad.height, left: pad.width, bottom: pad.height, right: pad.width),
      ceilMode: parameter.roundMode == .ceil && parameter.ceilMode)
    if geometry.ceilMode, pad == Size2d(0) {
      try requireWindowsInside(
        layer,
        [
          (shape[2], kernel.height, stride.height),
          (shape[3], kernel.width, stride.width),
        ], shape)
    }
    switch parameter.pool {
    case .max: return [try add(layer, MaxPool2dOp(geometry), x)]
    case .ave: return [try add(layer, AveragePool2dOp(geometry), x)]
    case .stochastic: throw refusal(layer, "stochastic pooling is not known")
    }
  }

  /// Caffe leaves out a last window that would start beyond the image only where there is padding;
  /// without any, such a window sees nothing, and what it makes is of no use.
  private func requireWindowsInside(
    _ layer: CaffeLayer, _ axes: [(size: Int, kernel: Int, stride: Int)], _ shape: Shape
  ) throws {
    for (size, kernel, stride) in axes where kernel > 0 && stride > 0 && kernel <= size {
      let steps = (size - kernel + stride - 1) / stride
      try require(
        steps * stride < size, layer, "its last window would start beyond its bottom \(shape)")
    }
  }

  private func globalPooling(_ layer: CaffeLayer, _ x: Graph.Value) throws -> Graph.Value {
    switch layer.parameter.poolingParam.pool {
    case .max: return try add(layer, ReduceOp(.max, axes: [2, 3], keepsAxes: true), x)
    case .ave:
      let mean = try add(layer, GlobalAveragePool2dOp(), x)
      return try add(layer, ReshapeOp([-1, shape(x)[1], 1, 1]), mean)
    case .stochastic: throw refusal(layer, "stochastic pooling is not known")
    }
  }

  func localResponseNorm(_ layer: CaffeLayer, _ bottoms: [Graph.Value]) throws -> [Graph.Value] {
    let parameter = layer.parameter.lrnParam
    let x = try one(layer, bottoms)
    let isWithin = parameter.normRegion == .withinChannel
    try require(parameter.localSize % 2 == 1, layer, "its local_size is not odd")
    let op = LocalResponseNormOp(
      size: Int(parameter.localSize), alpha: Double(parameter.alpha),
      beta: Double(parameter.beta), k: isWithin ? 1 : Double(parameter.k),
      isWithinChannels: isWithin)
    return [try add(layer, op, x)]
  }
}
