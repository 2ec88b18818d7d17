import ShinsoFormats
import ShinsoSchemas
import ShinsoTensor

extension CaffeNet {
  /// The net for use: an input in place of the data layer, whose transformation it keeps, a softmax
  /// in place of its loss, no measures.
  func deployed(input: Shape) -> CaffeNet {
    var net = self
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
        if layer.parameter.hasTransformParam {
          parameter.transformParam = layer.parameter.transformParam
        }
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
      if CaffeImporter.takesLabels.contains(layer.type) { return nil }
      parameter = layer.parameter
      parameter.include = []
      parameter.exclude = []
      return CaffeLayer(parameter)
    }
    return net
  }
}
