import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoNN
import ShinsoTensor

/// A Caffe model: a net of `.prototxt`, its weights of `.caffemodel`, and how its images are
/// prepared.
///
/// ```swift
/// let model = try CaffeModel(URL(filePath: "squeezenet-v1.1"))
/// let probabilities = model.graph(images)
/// ```
public struct CaffeModel {
  public let files: CaffeFiles
  /// The net as it is used: the blobs that nothing takes are its outputs, under their names. Layers'
  /// outputs can be watched under the names of their blobs, as they are in the end, and, where that
  /// is another one, under their own.
  public let graph: Graph
  /// The same net up to the scores `[N, classes]` that its only softmax takes, or that are its only
  /// output; nil: it is not a classifier.
  public let classifier: Graph?
  /// The same net with all outputs, those scores first if it is a classifier.
  let network: Graph
  /// How images become its first input; nil: the files do not say, and it is no ImageNet model.
  public let preprocessing: ImagePreprocessing?
  /// What a user should know: layers of the file that were left out, and a preprocessing that the
  /// files do not tell.
  public var notes: [String] { netNotes + preparationNotes }
  /// Of the net itself, and of its preprocessing.
  let netNotes, preparationNotes: [String]
  private let net: CaffeNet
  private let parameters: CaffeParameters

  /// The model at `url`; see `CaffeFiles.init(_:)`. Throws `InputError` that names file and layer.
  public init(_ url: URL, input: Shape? = nil) throws {
    try self.init(CaffeFiles(url), input: input)
  }

  /// - Parameter input: the shape of the first input, in place of the file's.
  public init(_ files: CaffeFiles, input: Shape? = nil) throws {
    let described = try CaffeNet(prototxt: files.prototxt)
    let mean = try files.mean.map { try CaffeMean.read($0) }
    guard let weights = files.weights else {
      throw InputError(files.prototxt.path, "needs a file of weights, .caffemodel")
    }
    try self.init(
      described, CaffeNet(caffemodel: weights), files: files, mean: mean, input: input)
  }

  init(
    _ described: CaffeNet, _ weights: CaffeNet, files: CaffeFiles, mean: Tensor?,
    input: Shape? = nil
  ) throws {
    let (net, rest) = described.in(.test).takingBlobs(of: weights)
    let importer = CaffeImporter(
      file: files.prototxt.path, weights: files.weights?.path, purpose: .inference(input: input),
      values: .blobs)
    graph = try importer.graph(net, unexpected: rest.unexpected)
    graph.mode = .evaluation
    classifier = importer.classifier()
    classifier?.mode = .evaluation
    network = importer.network()
    network.mode = .evaluation
    let found = try CaffePreprocessing(
      described, input: graph.spec(of: graph.inputs[0]).shape, mean: mean,
      classes: classifier.map { $0.spec(of: $0.outputs[0].value).shape[1] }, files: files)
    preprocessing = found.preprocessing
    preparationNotes = found.notes
    var notes = [files.note].compactMap(\.self)
    let names = importer.outputNames
    if classifier != nil, names.all.count > names.used.count {
      let (used, all) = (names.used.joined(separator: ", "), names.all.joined(separator: ", "))
      notes.append("of its outputs \(all), only \(used) is used unless --layer names another")
    }
    if !rest.sideBranches.isEmpty {
      notes.append(
        "left out \(counted(rest.sideBranches.count, "layer")) of the weights that the net does "
          + "not need: "
          + rest.sideBranches.prefix(8).joined(separator: ", "))
    }
    netNotes = notes
    self.files = files
    self.net = net.withoutBlobs
    parameters = importer.parameters
  }

  /// Writes the weights as they are now, `.caffemodel`, atomically.
  public func write(caffemodel url: URL) throws {
    try net.filled(from: parameters).write(caffemodel: url)
  }
}

extension CaffeNet {
  var withoutBlobs: CaffeNet {
    var net = self
    for index in net.layers.indices { net.layers[index].blobs = [] }
    return net
  }

  /// With the values that a graph's parameters have now.
  func filled(from parameters: CaffeParameters) -> CaffeNet {
    var net = self
    for index in net.layers.indices {
      net.layers[index].blobs = parameters.blobs(of: layers[index].name)
    }
    return net
  }
}
