import ShinsoSchemas
import ShinsoTensor

extension CaffeV0LayerParameter {
  /// Today's name of a type.
  private static let types: [String: String] = [
    "accuracy": "Accuracy", "bnll": "BNLL", "concat": "Concat", "conv": "Convolution",
    "data": "Data", "dropout": "Dropout", "euclidean_loss": "EuclideanLoss",
    "flatten": "Flatten", "hdf5_data": "HDF5Data", "hdf5_output": "HDF5Output",
    "im2col": "Im2col", "images": "ImageData", "infogain_loss": "InfogainLoss",
    "innerproduct": "InnerProduct", "lrn": "LRN",
    "multinomial_logistic_loss": "MultinomialLogisticLoss", "padding": CaffeNet.padding,
    "pool": "Pooling", "relu": "ReLU", "sigmoid": "Sigmoid", "softmax": "Softmax",
    "softmax_loss": "SoftmaxWithLoss", "split": "Split", "tanh": "TanH",
    "window_data": "WindowData",
  ]

  /// The same layer in today's form, but for its bottoms and tops.
  func upgrade(_ new: inout CaffeLayerParameter, file: String) throws {
    guard let type = Self.types[type] else {
      throw InputError(file, "layer \(quoted(name)) is of the unknown type \(quoted(self.type))")
    }
    new.name = name
    new.type = type
    new.blobs = blobs
    new.setFactors(rates: blobsLr, decays: weightDecay)
    switch type {
    case "Convolution": upgradeConvolution(&new.convolutionParam)
    case CaffeNet.padding: new.convolutionParam.pad = [pad]
    case "InnerProduct":
      new.innerProductParam.numOutput = numOutput
      if hasBiasterm { new.innerProductParam.biasTerm = biasterm }
      if hasWeightFiller { new.innerProductParam.weightFiller = weightFiller }
      if hasBiasFiller { new.innerProductParam.biasFiller = biasFiller }
    case "Pooling":
      if hasPool { new.poolingParam.pool = pool }
      if hasKernelsize { new.poolingParam.kernelSize = kernelsize }
      if hasStride { new.poolingParam.stride = stride }
      if hasPad { new.poolingParam.pad = pad }
    case "LRN":
      if hasLocalSize { new.lrnParam.localSize = localSize }
      if hasAlpha { new.lrnParam.alpha = alpha }
      if hasBeta { new.lrnParam.beta = beta }
      if hasK { new.lrnParam.k = k }
    case "Dropout": if hasDropoutRatio { new.dropoutParam.dropoutRatio = dropoutRatio }
    case "Concat": if hasConcatDim { new.concatParam.concatDim = concatDim }
    default: upgradeData(&new, type)
    }
  }

  private func upgradeConvolution(_ new: inout CaffeConvolutionParameter) {
    new.numOutput = numOutput
    if hasBiasterm { new.biasTerm = biasterm }
    if hasPad { new.pad = [pad] }
    if hasKernelsize { new.kernelSize = [kernelsize] }
    if hasGroup { new.group = group }
    if hasStride { new.stride = [stride] }
    if hasWeightFiller { new.weightFiller = weightFiller }
    if hasBiasFiller { new.biasFiller = biasFiller }
  }

  private func upgradeData(_ new: inout CaffeLayerParameter, _ type: String) {
    switch type {
    case "Data":
      new.dataParam.source = source
      new.dataParam.batchSize = batchsize
    case "ImageData":
      new.imageDataParam.source = source
      new.imageDataParam.batchSize = batchsize
      new.imageDataParam.newHeight = newHeight
      new.imageDataParam.newWidth = newWidth
    case "HDF5Data":
      new.hdf5DataParam.source = source
      new.hdf5DataParam.batchSize = batchsize
    case "WindowData":
      new.windowDataParam.source = source
      new.windowDataParam.batchSize = batchsize
    default: return
    }
    if hasScale { new.transformParam.scale = scale }
    if hasMeanfile { new.transformParam.meanFile = meanfile }
    if hasCropsize { new.transformParam.cropSize = cropsize }
    if hasMirror { new.transformParam.mirror = mirror }
  }
}

extension CaffeNet {
  /// In V0 a layer of its own put zeros around an image; today that is a parameter of the layer
  /// that follows.
  static let padding = "padding"

  static func withoutPadding(_ layers: [CaffeLayer]) -> [CaffeLayer] {
    var paddings: [String: (bottom: String, pad: UInt32)] = [:]
    return layers.compactMap { layer in
      if layer.type == padding, let bottom = layer.bottoms.first, let top = layer.tops.first {
        paddings[top] = (bottom, layer.parameter.convolutionParam.pad.first ?? 0)
        return nil
      }
      var layer = layer
      for (index, bottom) in layer.bottoms.enumerated() {
        guard let padding = paddings[bottom] else { continue }
        layer.parameter.bottom[index] = padding.bottom
        if layer.type == "Convolution" { layer.parameter.convolutionParam.pad = [padding.pad] }
        if layer.type == "Pooling" { layer.parameter.poolingParam.pad = padding.pad }
      }
      return layer
    }
  }
}
