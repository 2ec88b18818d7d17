import ShinsoFormats
import ShinsoSchemas
import ShinsoTensor

extension CaffeNet {
  /// The net for use: an input in place of the data layer, whose scale it keeps, a softmax in place
  /// of its loss, no measures, and nothing that depends on labels.
  ///
  /// - Parameter means: what was taken away in training, wherever it came from.
  func deployed(input: Shape, means: [Float]) -> CaffeNet {
    var net = self
    var labels: Set<String> = []
    let softmaxes = Set(layers.filter { $0.type == "Softmax" }.flatMap(\.bottoms))
    net.layers = layers.compactMap { layer in
      var parameter = CaffeLayerParameter()
      parameter.name = layer.name
      if CaffeDataLayer.types.contains(layer.type) {
        parameter.type = "Input"
        parameter.top = Array(layer.tops.prefix(1))
        var shape = CaffeBlobShape()
        shape.dim = input.map { Int64($0) }
        parameter.inputParam.shape = [shape]
        parameter.transformParam.scale = layer.parameter.transformParam.scale
        parameter.transformParam.meanValue = means
        labels.formUnion(layer.tops.dropFirst())
        return CaffeLayer(parameter)
      }
      if layer.type == "SoftmaxWithLoss", let bottom = layer.bottoms.first,
        !softmaxes.contains(bottom)
      {
        parameter.name = "prob"
        parameter.type = "Softmax"
        parameter.bottom = [bottom]
        parameter.top = ["prob"]
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
      parameter = layer.parameter
      parameter.bottom = kept
      parameter.include = []
      parameter.exclude = []
      return CaffeLayer(parameter)
    }
    return net
  }
}
