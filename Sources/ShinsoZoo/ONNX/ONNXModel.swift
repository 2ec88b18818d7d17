import Foundation
import ShinsoFormats
import ShinsoNN
import ShinsoTensor

/// An ONNX model: its graph, ready to run, to be trained further and to be optimized.
///
/// ```swift
/// let model = try ONNXModel(URL(filePath: "mnist-8.onnx"))
/// let scores = model.graph(images)
/// ```
public struct ONNXModel {
  public let file: ONNXFile
  /// The network with all its inputs and outputs, under their names. Layers' outputs can be watched
  /// under the names of their nodes, or where those have none, of what they make.
  public let graph: Graph
  /// The same network up to the scores `[N, classes]` that its softmax takes, or that are its only
  /// output; nil: it is not a classifier.
  public let classifier: Graph?
  /// Whether it takes any number of samples; otherwise only as many as the file says, or one.
  public let takesAnyBatch: Bool

  /// - Parameters:
  ///   - shapes: of inputs, where the file leaves them open.
  ///   - values: inputs that always have the same value. What follows from them is computed once, and
  ///     the graph does not take them.
  /// - Throws: `InputError` that names the file and the operator that is not known.
  public init(
    _ url: URL, shapes: [String: Shape] = [:], values: [String: Tensor] = [:]
  ) throws {
    try self.init(ONNXFile(url), shapes: shapes, values: values)
  }

  public init(
    _ file: ONNXFile, shapes: [String: Shape] = [:], values: [String: Tensor] = [:]
  ) throws {
    var settings = ONNXSettings()
    settings.shapes = shapes
    let stored = Set(file.model.graph.initializer.map(\.name))
    let first = file.model.graph.input.first {
      !stored.contains($0.name) && values[$0.name] == nil
    }
    if let count = first.flatMap({ shapes[$0.name]?.first }), count > 0 {
      (settings.batch, settings.givenBatch) = (count, count)
    }
    settings.known = values
    try self.init(file, settings)
  }

  init(_ file: ONNXFile, _ settings: ONNXSettings) throws {
    var next = settings
    next.batch = settings.batch + 1
    // What is the same for one sample more is the same for any number.
    let twin = ONNXImporter(file, next)
    let isTwin = (try? twin.graph()) != nil
    let importer = ONNXImporter(file, settings, twin: isTwin ? twin.record : nil)
    graph = try importer.graph()
    graph.mode = .evaluation
    classifier = importer.classifier(of: graph)
    classifier?.mode = .evaluation
    takesAnyBatch = importer.takesAnyBatch && importer.record.count == twin.record.count
    self.file = file
  }
}
