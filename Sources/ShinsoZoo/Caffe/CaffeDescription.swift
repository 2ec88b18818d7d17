import ShinsoData
import ShinsoFormats
import ShinsoNN
import ShinsoTensor

/// What a Caffe net's description alone says: `.prototxt`, before any weights are read.
public struct CaffeDescription {
  public let files: CaffeFiles
  /// Of the first input, as in the file.
  public let inputShape: Shape
  /// nil: it is no classifier.
  public let classCount: Int?
  /// The name of what the layer of the classes takes, for use as features; nil: there is none.
  public let featureLayer: String?
  /// See `CaffeModel.preprocessing`.
  public let preprocessing: ImagePreprocessing?
  /// See `CaffeModel.notes`.
  public let notes: [String]
  private let net: CaffeNet

  /// - Throws: `InputError` that names the layer that is not known or does not fit.
  public init(_ files: CaffeFiles) throws {
    self.files = files
    let described = try CaffeNet(prototxt: files.prototxt)
    net = described.in(.test)
    let importer = CaffeImporter(
      file: files.prototxt.path, purpose: .inference(input: nil), values: .shapes)
    let graph = try importer.graph(net)
    inputShape = graph.spec(of: graph.inputs[0]).shape
    classCount = importer.classifier().map { $0.spec(of: $0.outputs[0].value).shape[1] }
    featureLayer =
      classCount == nil ? nil : net.classLayer.flatMap { [net] in net.layers[$0].bottoms.first }
    let found = try CaffePreprocessing(
      described, input: inputShape, mean: try files.mean.map { try CaffeMean.read($0) },
      classes: classCount, files: files)
    preprocessing = found.preprocessing
    notes = found.notes
  }

  /// The net as a classifier with another number of classes and random weights, as its fillers say.
  ///
  /// - Throws: `InputError` if it is no classifier, or a filler is not known.
  public func classifier(classes: Int) throws -> Graph {
    var net = net
    guard classCount != nil, let index = net.classLayer else {
      throw InputError(files.prototxt.path, "does not end with a layer for each class")
    }
    let outputs = UInt32(clamping: classes)
    if net.layers[index].type == "InnerProduct" {
      net.layers[index].parameter.innerProductParam.numOutput = outputs
    } else {
      net.layers[index].parameter.convolutionParam.numOutput = outputs
    }
    let importer = CaffeImporter(
      file: files.prototxt.path, purpose: .inference(input: nil), values: .fillers)
    _ = try importer.graph(net)
    guard let graph = importer.classifier() else {
      throw InputError(files.prototxt.path, "is no classifier of \(classes) classes")
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
