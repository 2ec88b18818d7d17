import ShinsoFormats
import ShinsoSchemas
import ShinsoTensor

extension CaffeLayer {
  /// What is wrong with it.
  ///
  /// - Parameter file: the net's.
  func refusal(_ problem: String, file: String) -> InputError {
    InputError(file, "layer \(quoted(name)) (\(type)): \(problem)")
  }

  /// A size that is given once, once for each direction, or by two fields of their own.
  func size(
    _ values: [UInt32], height: UInt32?, width: UInt32?, default fallback: Int? = nil,
    _ what: String, file: String
  ) throws -> Size2d {
    func refusal(_ problem: String) -> InputError { self.refusal(problem, file: file) }
    if height != nil || width != nil {
      guard values.isEmpty else { throw refusal("says its \(what) twice") }
      guard let height = height.map({ Int($0) }) ?? fallback,
        let width = width.map({ Int($0) }) ?? fallback
      else { throw refusal("lacks one of two values of its \(what)") }
      return Size2d(height, width)
    }
    switch (values.count, fallback) {
    case (0, let fallback?): return Size2d(fallback)
    case (0, nil): throw refusal("does not say its \(what)")
    case (1, _): return Size2d(Int(values[0]))
    case (2, _): return Size2d(Int(values[0]), Int(values[1]))
    default:
      throw refusal("has \(counted(values.count, "value")) of its \(what); it takes two")
    }
  }
}

/// The window of a convolution.
struct CaffeWindow {
  var kernel: Size2d
  var stride: Size2d
  var padding: Padding2d
  var dilation: Size2d

  /// - Parameter file: the net's, which errors name.
  init(_ layer: CaffeLayer, file: String) throws {
    let parameter = layer.parameter.convolutionParam
    kernel = try layer.size(
      parameter.kernelSize, height: parameter.hasKernelH ? parameter.kernelH : nil,
      width: parameter.hasKernelW ? parameter.kernelW : nil, "kernel_size", file: file)
    stride = try layer.size(
      parameter.stride, height: parameter.hasStrideH ? parameter.strideH : nil,
      width: parameter.hasStrideW ? parameter.strideW : nil, default: 1, "stride", file: file)
    let pad = try layer.size(
      parameter.pad, height: parameter.hasPadH ? parameter.padH : nil,
      width: parameter.hasPadW ? parameter.padW : nil, default: 0, "pad", file: file)
    padding = Padding2d(top: pad.height, left: pad.width, bottom: pad.height, right: pad.width)
    dilation = try layer.size(
      parameter.dilation, height: nil, width: nil, default: 1, "dilation", file: file)
    guard kernel.height > 0, kernel.width > 0 else {
      throw layer.refusal("its kernel \(kernel) is empty", file: file)
    }
    guard max(kernel.height, kernel.width) < 1 << 16 else {
      throw layer.refusal("its kernel \(kernel) is too large", file: file)
    }
  }
}
