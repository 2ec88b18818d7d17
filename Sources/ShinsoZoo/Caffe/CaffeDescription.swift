import ShinsoData
import ShinsoFormats
import ShinsoNN
import ShinsoTensor

/// What a Caffe net's description alone says: `.prototxt`, before any weights are read.
public struct CaffeDescription {
  public let files: CaffeFiles
  public let inputCount: Int
  /// Of the first input, as in the file.
  public let inputShape: Shape
  /// Of the scores of its classes, or of its first output.
  public let outputShape: Shape
  /// nil: it is not a classifier.
  public let classCount: Int?
  /// The name of what the layer of the classes takes, for use as features; nil: there is none.
  public let featureLayer: String?
  /// See `CaffeModel.preprocessing`.
  public let preprocessing: ImagePreprocessing?
  /// What keeps the net from taking its first input with one row; nil: nothing does. Sequences, for
  /// one, lie along the first axis, and are as long as the file says.
  let problemOfOnePicture: String?
  /// Of each layer with parameters, in the order of its blobs.
  public let parameterShapes: [String: [Shape]]
  /// See `CaffeModel.notes`.
  public let notes: [String]
  private let net: CaffeNet

  /// - Throws: `InputError` that names the layer that is not known or does not fit.
  public init(_ files: CaffeFiles) throws {
    try self.init(CaffeNet(prototxt: files.prototxt), files)
  }

  init(_ described: CaffeNet, _ files: CaffeFiles) throws {
    self.files = files
    net = described.in(.test)
    let importer = CaffeImporter(
      file: files.prototxt.path, purpose: .inference(input: nil), values: .shapes)
    let graph = try importer.graph(net)
    inputShape = graph.spec(of: graph.inputs[0]).shape
    inputCount = graph.inputs.count
    do throws(OpError) {
      if inputShape.rank > 0 {
        _ = try graph.outputShape(for: inputShape.replacing(axis: 0, with: 1))
      }
      problemOfOnePicture = nil
    } catch { problemOfOnePicture = error.problem }
    parameterShapes = importer.parameters.shapes
    let classifier = importer.classifier()
    let end = classifier ?? graph
    outputShape = end.spec(of: end.outputs[0].value).shape
    classCount = classifier == nil ? nil : outputShape[1]
    featureLayer =
      classCount == nil ? nil : net.classLayer.flatMap { [net] in net.layers[$0].bottoms.first }
    let found = try CaffePreprocessing(
      described, input: inputShape, mean: try files.mean.map { try CaffeMean.read($0) },
      classes: classCount, files: files)
    preprocessing = found.preprocessing
    notes = found.notes
  }

  /// The net with random weights, up to the scores of so many classes, or, if it is not a classifier,
  /// as a whole. Weights come from the net's fillers. A net that is meant for use alone names none:
  /// Caffe's zeros would not learn, so these are drawn after He et al. 2015.
  ///
  /// - Throws: `InputError` if a filler is not known, or the classes are those of the net alone.
  public func network(classes: Int) throws -> Graph {
    let importer = CaffeImporter(
      file: files.prototxt.path, purpose: .inference(input: nil), values: .fillers)
    var net = net.fillingWeights
    guard let classCount else { return try importer.graph(net) }
    if classes != classCount {
      guard let index = net.classLayer else {
        throw InputError(
          files.prototxt.path, "does not end with a layer for each class, to be replaced")
      }
      let outputs = UInt32(clamping: classes)
      if net.layers[index].type == "InnerProduct" {
        net.layers[index].parameter.innerProductParam.numOutput = outputs
      } else {
        net.layers[index].parameter.convolutionParam.numOutput = outputs
      }
    }
    _ = try importer.graph(net)
    guard importer.classifier() != nil else {
      throw InputError(
        files.prototxt.path, "does not end with scores for \(counted(classes, "class", "classes"))")
    }
    return importer.network()
  }
}

extension CaffeNet {
  /// With a filler for the weights of every layer that has none.
  fileprivate var fillingWeights: CaffeNet {
    var net = self
    for index in net.layers.indices {
      switch net.layers[index].type {
      case "InnerProduct" where !net.layers[index].parameter.innerProductParam.hasWeightFiller:
        net.layers[index].parameter.innerProductParam.weightFiller.type = "msra"
      case "Convolution" where !net.layers[index].parameter.convolutionParam.hasWeightFiller,
        "Deconvolution" where !net.layers[index].parameter.convolutionParam.hasWeightFiller:
        net.layers[index].parameter.convolutionParam.weightFiller.type = "msra"
      default: break
      }
    }
    return net
  }

  /// The last layer with weights before the only softmax that nothing follows, or before the end: its
  /// outputs are the classes. Between the two lie only layers that keep the channels.
  fileprivate var classLayer: Int? {
    var taken: Set<String> = []
    var ends: [Int] = []
    for index in layers.indices.reversed() {
      let layer = layers[index]
      if ["Softmax", "SoftmaxWithLoss"].contains(layer.type),
        !layer.tops.contains(where: taken.contains)
      {
        ends.insert(index, at: 0)
      }
      let ignored = CaffeImporter.keepsClasses.union(CaffeImporter.takesLabels)
      if !ignored.contains(layer.type) { taken.formUnion(layer.bottoms) }
    }
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
