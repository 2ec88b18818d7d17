import Foundation
import ShinsoFormats
import ShinsoSchemas
import ShinsoTensor

@testable import ShinsoZoo

/// A model of a net in text and blobs by layer.
func makeCaffeModel(_ text: String, _ blobs: [String: [Tensor]] = [:]) throws -> CaffeModel {
  let net = try CaffeNet(prototxt: MemorySource(Array(text.utf8), name: "net.prototxt"))
  let layers = blobs.map { name, blobs in
    var parameter = CaffeLayerParameter()
    parameter.name = name
    return CaffeLayer(parameter, blobs: blobs)
  }
  let files = CaffeFiles(
    prototxt: URL(filePath: "/net.prototxt"),
    weights: URL(filePath: "/net.caffemodel"))
  return try CaffeModel(net, CaffeNet(layers: layers), files: files, mean: nil)
}
