import ShinsoFormats
import ShinsoNN
import ShinsoTensor

extension CaffeModel {
  /// The name of what the layer of the classes takes, for use as features; nil: it is no classifier.
  public var featureLayer: String? {
    classifier == nil ? nil : net.classLayer.flatMap { net.layers[$0].bottoms.first }
  }

  /// The net of a description as a classifier with another number of classes and random weights, as
  /// its fillers say.
  ///
  /// - Throws: `InputError` if it is no classifier.
  public static func classifier(_ files: CaffeFiles, classes: Int) throws -> Graph {
    var net = try CaffeNet(prototxt: files.prototxt).in(.test)
    guard let index = net.classLayer else {
      throw InputError(files.prototxt.path, "does not end with a layer for each class")
    }
    if net.layers[index].type == "InnerProduct" {
      net.layers[index].parameter.innerProductParam.numOutput = UInt32(clamping: classes)
    } else {
      net.layers[index].parameter.convolutionParam.numOutput = UInt32(clamping: classes)
    }
    let importer = CaffeImporter(
      file: files.prototxt.path, purpose: .inference(input: nil), values: .fillers)
    _ = try importer.graph(net)
    guard let graph = try importer.classifier() else {
      throw InputError(files.prototxt.path, "is no classifier")
    }
    return graph
  }
}

extension CaffeNet {
  /// The last layer with weights before the only softmax, or before the end: its outputs are the
  /// classes. Between the two lie only layers that keep the channels.
  fileprivate var classLayer: Int? {
    let ends = layers.indices.filter { ["Softmax", "SoftmaxWithLoss"].contains(layers[$0].type) }
    guard Set(ends.map { layers[$0].bottoms.first }).count <= 1 else { return nil }
    let end = ends.first ?? layers.count
    var name = ends.isEmpty ? layers.last?.tops.first : layers[end].bottoms.first
    for index in layers[..<end].indices.reversed() {
      let layer = layers[index]
      guard let wanted = name, layer.tops.contains(wanted) else { continue }
      if ["InnerProduct", "Convolution"].contains(layer.type) { return index }
      guard layer.tops.count == 1, layer.bottoms.count == 1 else { return nil }
      name = layer.bottoms[0]
    }
    return nil
  }
}
