import ShinsoFormats
import ShinsoSchemas
import ShinsoTensor

extension CaffeImporter {
  /// A size that is given once, once for each direction, or by two fields of their own.
  func size(
    _ values: [UInt32], height: UInt32?, width: UInt32?, default fallback: Int? = nil,
    _ what: String, _ layer: CaffeLayer
  ) throws -> Size2d {
    if height != nil || width != nil {
      try require(values.isEmpty, layer, "says its \(what) twice")
      guard let height = height.map({ Int($0) }) ?? fallback,
        let width = width.map({ Int($0) }) ?? fallback
      else { throw refusal(layer, "lacks one of two values of its \(what)") }
      return Size2d(height, width)
    }
    switch (values.count, fallback) {
    case (0, let fallback?): return Size2d(fallback)
    case (0, nil): throw refusal(layer, "does not say its \(what)")
    case (1, _): return Size2d(Int(values[0]))
    case (2, _): return Size2d(Int(values[0]), Int(values[1]))
    default:
      throw refusal(
        layer,
        "has \(counted(values.count, "value")) of its \(what); it takes "
          + "two")
    }
  }
}

/// The window of a convolution.
struct CaffeWindow {
  var kernel: Size2d
  var stride: Size2d
  var padding: Padding2d
  var dilation: Size2d

  init(_ layer: CaffeLayer, _ importer: CaffeImporter) throws {
    let parameter = layer.parameter.convolutionParam
    kernel = try importer.size(
      parameter.kernelSize, height: parameter.hasKernelH ? parameter.kernelH : nil,
      width: parameter.hasKernelW ? parameter.kernelW : nil, "kernel_size", layer)
    stride = try importer.size(
      parameter.stride, height: parameter.hasStrideH ? parameter.strideH : nil,
      width: parameter.hasStrideW ? parameter.strideW : nil, default: 1, "stride", layer)
    let pad = try importer.size(
      parameter.pad, height: parameter.hasPadH ? parameter.padH : nil,
      width: parameter.hasPadW ? parameter.padW : nil, default: 0, "pad", layer)
    padding = Padding2d(top: pad.height, left: pad.width, bottom: pad.height, right: pad.width)
    dilation = try importer.size(
      parameter.dilation, height: nil, width: nil, default: 1, "dilation", layer)
    try importer.require(
      kernel.height > 0 && kernel.width > 0, layer, "its kernel \(kernel) is empty")
    try importer.require(
      max(kernel.height, kernel.width) < 1 << 16, layer, "its kernel \(kernel) is too large")
  }
}
