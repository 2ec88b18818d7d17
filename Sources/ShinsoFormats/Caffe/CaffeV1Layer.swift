import ShinsoSchemas
import ShinsoTensor

extension CaffeV1LayerParameter {
  /// The same layer in today's form.
  func upgraded(file: String) throws -> CaffeLayerParameter {
    var new = CaffeLayerParameter()
    if hasLayer {
      try layer.upgrade(&new, file: file)
    } else {
      new.name = name
      new.type = Self.types[type] ?? ""
      new.blobs = blobs
      new.setFactors(rates: blobsLr, decays: weightDecay)
      upgradeParameters(&new)
    }
    new.bottom = bottom
    new.top = top
    new.include = include
    new.exclude = exclude
    new.lossWeight = lossWeight
    for (index, name) in param.enumerated() {
      new.resizeParam(to: index + 1)
      new.param[index].name = name
    }
    for (index, mode) in blobShareMode.enumerated() {
      new.resizeParam(to: index + 1)
      new.param[index].shareMode = mode
    }
    return new
  }

  private func upgradeParameters(_ new: inout CaffeLayerParameter) {
    if hasAccuracyParam { new.accuracyParam = accuracyParam }
    if hasArgmaxParam { new.argmaxParam = argmaxParam }
    if hasConcatParam { new.concatParam = concatParam }
    if hasConvolutionParam { new.convolutionParam = convolutionParam }
    if hasDataParam { new.dataParam = dataParam }
    if hasDropoutParam { new.dropoutParam = dropoutParam }
    if hasDummyDataParam { new.dummyDataParam = dummyDataParam }
    if hasEltwiseParam { new.eltwiseParam = eltwiseParam }
    if hasHdf5DataParam { new.hdf5DataParam = hdf5DataParam }
    if hasImageDataParam { new.imageDataParam = imageDataParam }
    if hasInnerProductParam { new.innerProductParam = innerProductParam }
    if hasLossParam { new.lossParam = lossParam }
    if hasLrnParam { new.lrnParam = lrnParam }
    if hasMemoryDataParam { new.memoryDataParam = memoryDataParam }
    if hasPoolingParam { new.poolingParam = poolingParam }
    if hasPowerParam { new.powerParam = powerParam }
    if hasReluParam { new.reluParam = reluParam }
    if hasSigmoidParam { new.sigmoidParam = sigmoidParam }
    if hasSliceParam { new.sliceParam = sliceParam }
    if hasSoftmaxParam { new.softmaxParam = softmaxParam }
    if hasTanhParam { new.tanhParam = tanhParam }
    if hasTransformParam { new.transformParam = transformParam }
    if hasWindowDataParam { new.windowDataParam = windowDataParam }
  }

  /// Today's name of a type.
  private static let types: [LayerType: String] = [
    .absval: "AbsVal", .accuracy: "Accuracy", .argmax: "ArgMax", .bnll: "BNLL",
    .concat: "Concat", .contrastiveLoss: "ContrastiveLoss", .convolution: "Convolution",
    .data: "Data", .deconvolution: "Deconvolution", .dropout: "Dropout",
    .dummyData: "DummyData", .eltwise: "Eltwise", .euclideanLoss: "EuclideanLoss", .exp: "Exp",
    .flatten: "Flatten", .hdf5Data: "HDF5Data", .hdf5Output: "HDF5Output",
    .hingeLoss: "HingeLoss", .im2Col: "Im2col", .imageData: "ImageData",
    .infogainLoss: "InfogainLoss", .innerProduct: "InnerProduct", .lrn: "LRN",
    .memoryData: "MemoryData", .multinomialLogisticLoss: "MultinomialLogisticLoss", .mvn: "MVN",
    .pooling: "Pooling", .power: "Power", .relu: "ReLU", .sigmoid: "Sigmoid",
    .sigmoidCrossEntropyLoss: "SigmoidCrossEntropyLoss", .silence: "Silence",
    .slice: "Slice", .softmax: "Softmax", .softmaxLoss: "SoftmaxWithLoss", .split: "Split",
    .tanh: "TanH", .threshold: "Threshold", .windowData: "WindowData",
  ]
}

extension CaffeLayerParameter {
  /// The older forms' factors of rate and decay, one for each blob.
  mutating func setFactors(rates: [Float], decays: [Float]) {
    resizeParam(to: max(rates.count, decays.count))
    for (index, rate) in rates.enumerated() { param[index].lrMult = rate }
    for (index, decay) in decays.enumerated() { param[index].decayMult = decay }
  }

  fileprivate mutating func resizeParam(to count: Int) {
    while param.count < count { param.append(CaffeParamSpec()) }
  }
}
