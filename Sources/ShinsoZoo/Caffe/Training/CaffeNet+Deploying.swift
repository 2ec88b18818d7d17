import ShinsoFormats
import ShinsoSchemas
import ShinsoTensor

extension CaffeNet {
  /// The net for use: an input in place of the data layer, whose scale it keeps, a softmax in place
  /// of its loss, no measures, and nothing that depends on labels. Of several losses by softmax those
  /// that weigh less, which help in training, go with what leads to them alone.
  ///
  /// - Parameter means: what was taken away in training, wherever it came from.
  func deployed(input: Shape, means: [Float]) -> CaffeNet {
    var net = self
    var labels: Set<String> = []
    let softmaxes = Set(layers.filter { $0.type == "Softmax" }.flatMap(\.bottoms))
    let losses = layers.filter { $0.type == "SoftmaxWithLoss" }
    let greatest = losses.map(\.lossWeight).max() ?? 1
    let main = losses.filter { $0.lossWeight == greatest }.compactMap(\.bottoms.first)
    net.layers = layers.compactMap { layer in
      if CaffeDataLayer.types.contains(layer.type) {
        labels.formUnion(layer.tops.dropFirst())
        return CaffeLayer(layer.input(input, means: means))
      }
      if layer.type == "SoftmaxWithLoss", let bottom = layer.bottoms.first,
        main.contains(bottom), !softmaxes.contains(bottom)
      {
        var parameter = CaffeLayerParameter()
        parameter.name = main.count == 1 ? "prob" : "\(bottom)_prob"
        parameter.type = "Softmax"
        parameter.bottom = [bottom]
        parameter.top = [parameter.name]
        return CaffeLayer(parameter)
      }
      let isSilence = layer.type == "Silence"
      let kept = isSilence ? layer.bottoms.filter { !labels.contains($0) } : layer.bottoms
      guard !CaffeImporter.takesLabels.contains(layer.type), !kept.contains(where: labels.contains),
        !kept.isEmpty || CaffeImporter.inputTypes.contains(layer.type)
      else {
        labels.formUnion(layer.tops)
        return nil
      }
      var parameter = layer.parameter
      parameter.bottom = kept
      parameter.include = []
      parameter.exclude = []
      return CaffeLayer(parameter)
    }
    let helping = Set(losses.compactMap(\.bottoms.first)).subtracting(main)
    // What works in place takes a blob, but does not lead on from it.
    let taken = net.layers.flatMap { layer in layer.bottoms.filter { !layer.tops.contains($0) } }
    return net.without(ends: helping.subtracting(taken))
  }

  /// Without the layers whose tops lead to these blobs alone.
  private func without(ends: Set<String>) -> CaffeNet {
    var unneeded = ends
    var net = self
    net.layers = []
    for layer in layers.reversed() {
      if !layer.tops.isEmpty, layer.tops.allSatisfy(unneeded.contains) {
        let needed = Set(net.layers.flatMap(\.bottoms))
        unneeded.formUnion(layer.bottoms.filter { !needed.contains($0) })
      } else {
        unneeded.subtract(layer.bottoms)
        net.layers.insert(layer, at: 0)
      }
    }
    return net
  }
}

extension CaffeLayer {
  /// How much it weighs in the sum of losses.
  fileprivate var lossWeight: Float { parameter.lossWeight.first ?? 1 }

  /// An input in place of a data layer.
  fileprivate func input(_ shape: Shape, means: [Float]) -> CaffeLayerParameter {
    var input = CaffeLayerParameter()
    input.name = name
    input.type = "Input"
    input.top = Array(tops.prefix(1))
    var dims = CaffeBlobShape()
    dims.dim = shape.map { Int64($0) }
    input.inputParam.shape = [dims]
    input.transformParam.scale = parameter.transformParam.scale
    input.transformParam.meanValue = means
    if parameter.transformParam.cropSize > 0 {
      input.transformParam.cropSize = parameter.transformParam.cropSize
    }
    return input
  }
}
