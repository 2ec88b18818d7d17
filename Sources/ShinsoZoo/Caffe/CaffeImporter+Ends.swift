import ShinsoFormats
import ShinsoNN
import ShinsoSchemas
import ShinsoTensor

extension CaffeImporter {
  func softmax(_ layer: CaffeLayer, _ bottoms: [Graph.Value]) throws -> [Graph.Value] {
    try softmax(layer, of: try one(layer, bottoms))
  }

  private func softmax(_ layer: CaffeLayer, of x: Graph.Value) throws -> [Graph.Value] {
    let op = SoftmaxOp(axis: Int(layer.parameter.softmaxParam.axis))
    let value = try add(layer, op, x)
    noteSoftmax(of: x, as: value)
    return [value]
  }

  /// In use, the softmax that the loss applies, unless a layer of its own does that already.
  func softmaxWithLoss(_ layer: CaffeLayer, _ bottoms: [Graph.Value]) throws -> [Graph.Value] {
    if purpose.isTraining { return try loss(layer, bottoms, .softmax) }
    guard !softmaxBottoms.contains(layer.bottoms[0]) else { return [] }
    return try softmax(layer, of: bottoms[0])
  }

  func euclideanLoss(_ layer: CaffeLayer, _ bottoms: [Graph.Value]) throws -> [Graph.Value] {
    try loss(layer, bottoms, .euclidean)
  }

  func sigmoidCrossEntropyLoss(
    _ layer: CaffeLayer, _ bottoms: [Graph.Value]
  ) throws -> [Graph.Value] { try loss(layer, bottoms, .sigmoid) }

  func hingeLoss(_ layer: CaffeLayer, _ bottoms: [Graph.Value]) throws -> [Graph.Value] {
    try loss(layer, bottoms, .hinge(isSquared: layer.parameter.hingeLossParam.norm == .l2))
  }

  /// Notes a loss for training; in use nobody needs it.
  private func loss(
    _ layer: CaffeLayer, _ bottoms: [Graph.Value], _ kind: CaffeLoss.Kind
  ) throws -> [Graph.Value] {
    guard purpose.isTraining else { return [] }
    let parameter = layer.parameter
    try require(layer.bottoms.count == 2, layer, "takes two bottoms")
    let weight = Double(parameter.lossWeight.first ?? 1)
    try require(weight.isFinite, layer, "its loss_weight is not finite")
    losses.append(
      CaffeLoss(
        name: layer.name, kind: kind, prediction: bottoms[0],
        target: bottoms.count > 1 ? bottoms[1] : nil, weight: weight,
        ignoredLabel: parameter.lossParam.hasIgnoreLabel
          ? Int(parameter.lossParam.ignoreLabel) : nil,
        normalization: CaffeLossNormalization(
          parameter.lossParam, usual: kind == .sigmoid ? .batchSize : .valid)))
    return []
  }

  func accuracy(_ layer: CaffeLayer, _ bottoms: [Graph.Value]) throws -> [Graph.Value] {
    guard purpose.isTraining else { return [] }
    let parameter = layer.parameter.accuracyParam
    let top = Int(parameter.topK)
    try require(layer.bottoms.count == 2, layer, "takes two bottoms")
    try require(top > 0, layer, "its top_k is 0")
    accuracies.append(
      CaffeAccuracy(
        name: layer.name, prediction: bottoms[0], top: top,
        ignoredLabel: parameter.hasIgnoreLabel ? Int(parameter.ignoreLabel) : nil))
    return []
  }

  /// The places of the largest elements, as numbers, or those with the elements: along an axis, or
  /// for each sample `[N, 1, k]` and `[N, 2, k]`.
  func argmax(_ layer: CaffeLayer, _ bottoms: [Graph.Value]) throws -> [Graph.Value] {
    let parameter = layer.parameter.argmaxParam
    let x = try one(layer, bottoms)
    let count = Int(parameter.topK)
    if parameter.hasAxis {
      let best = try builder.add(
        layer.name, TopKOp(count: count, axis: Int(parameter.axis)), [x])
      return [parameter.outMaxVal ? best[0] : try add(layer, CastOp(.float32), best[1])]
    }
    let flat = try add(layer, FlattenOp(from: 1), x)
    let best = try builder.add(layer.name, TopKOp(count: count, axis: 1), [flat])
    var rows = [
      try add(layer, UnsqueezeOp(axis: 1), try add(layer, CastOp(.float32), best[1]))
    ]
    if parameter.outMaxVal { rows.append(try add(layer, UnsqueezeOp(axis: 1), best[0])) }
    return rows.count == 1 ? rows : try builder.add(layer.name, ConcatenateOp(axis: 1), rows)
  }
}
