import ShinsoFormats
import ShinsoNN
import ShinsoSchemas
import ShinsoTensor

extension CaffeImporter {
  func priorBox(_ layer: CaffeLayer, _ bottoms: [Graph.Value]) throws -> [Graph.Value] {
    let parameter = layer.parameter.priorBoxParam
    try require(bottoms.count == 2, layer, "takes a feature map and an image")
    func pair(_ both: Double?, _ height: Double?, _ width: Double?) -> (Double, Double)? {
      if let both { return (both, both) }
      guard let height, let width else { return nil }
      return (height, width)
    }
    let image = pair(
      parameter.hasImgSize ? Double(parameter.imgSize) : nil,
      parameter.hasImgH ? Double(parameter.imgH) : nil,
      parameter.hasImgW ? Double(parameter.imgW) : nil)
    let step = pair(
      parameter.hasStep ? Double(parameter.step) : nil,
      parameter.hasStepH ? Double(parameter.stepH) : nil,
      parameter.hasStepW ? Double(parameter.stepW) : nil)
    let op = PriorBoxOp(
      minSizes: parameter.minSize.map { Double($0) },
      maxSizes: parameter.maxSize.map { Double($0) },
      ratios: parameter.aspectRatio.map { Double($0) }, flips: parameter.flip,
      clips: parameter.clip,
      variances: parameter.variance.isEmpty ? [0.1] : parameter.variance.map { Double($0) },
      offset: Double(parameter.offset), image: image.map { PriorBoxOp.Extent($0.0, $0.1) },
      step: step.map { PriorBoxOp.Extent($0.0, $0.1) })
    return try builder.add(layer.name, op, bottoms)
  }

  func detectionOutput(_ layer: CaffeLayer, _ bottoms: [Graph.Value]) throws -> [Graph.Value] {
    let parameter = layer.parameter.detectionOutputParam
    try require((3...4).contains(bottoms.count), layer, "takes boxes, scores and prior boxes")
    let suppression = parameter.nmsParam
    let coding: BoxCoding =
      switch parameter.codeType {
      case .corner: .corner
      case .centerSize: .centerSize
      case .cornerSize: .cornerSize
      }
    let op = DetectionOutputOp(
      classes: Int(parameter.numClasses), background: Int(parameter.backgroundLabelID),
      sharesLocations: parameter.shareLocation, coding: coding,
      appliesVariances: !parameter.varianceEncodedInTarget,
      scoreThreshold: parameter.hasConfidenceThreshold
        ? Double(parameter.confidenceThreshold) : -.infinity,
      overlapThreshold: Double(suppression.nmsThreshold), overlapDecay: Double(suppression.eta),
      candidates: suppression.hasTopK && suppression.topK >= 0 ? Int(suppression.topK) : nil,
      limit: parameter.keepTopK >= 0 ? Int(parameter.keepTopK) : nil)
    return try builder.add(layer.name, op, Array(bottoms.prefix(3)))
  }
}
