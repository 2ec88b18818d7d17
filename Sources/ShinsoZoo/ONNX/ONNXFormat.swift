import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoNN
import ShinsoTensor

/// ONNX files where a network may stand.
public enum ONNXFormat: NetworkFormat {
  public static let files = "ONNX (.onnx)"

  public static func read(_ url: URL, weights: URL?) throws -> ForeignNetwork? {
    let isFolder =
      (try? url.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true
    guard !isFolder, ONNXFile.seemsToBe(url) else { return nil }
    if let weights {
      throw InputError(weights.path, "cannot replace the weights that \(url.path) holds")
    }
    let file = try ONNXFile(url)
    var settings = ONNXSettings()
    settings.layout = try layout(file)
    let model = try ONNXModel(file, settings)
    let input = model.graph.spec(of: model.graph.inputs[0]).shape
    let usual = try ONNXPreprocessing(file, input: input, classes: model.classCount)
    let classifier = ONNXClassifier(model)
    return ForeignNetwork(
      name: url.lastPathComponent,
      architecture: Architecture(
        source: url.path, classCount: model.classCount, preprocessing: usual.preprocessing,
        featureLayer: classifier?.featureLayer ?? ""
      ) { classes in
        try ONNXDrawing(file, settings, classifier).network(classes: classes)
      },
      files: [url], classNames: try classNames(file, count: model.classCount),
      preparationNotes: usual.notes, trained: { (model.classifier ?? model.graph, []) })
  }

  /// The axes of channels-last pictures as Shinso has them; nil: they come first, or it takes
  /// something else.
  private static func layout(_ file: ONNXFile) throws -> [Int]? {
    let graph = file.model.graph
    let stored = Set(graph.initializer.map(\.name))
    let inputs = graph.input.filter { !stored.contains($0.name) }
    guard let first = inputs.first else { throw InputError(file.name, "takes no input") }
    let dims = first.type.tensorType.shape.dim.map(\.dimValue)
    guard inputs.count == 1, dims.count == 4 else {
      throw InputError(
        file.name,
        "takes \(inputs.count == 1 ? "no pictures [N, C, H, W]" : "\(inputs.count) inputs"): it can "
          + "be used from Swift (ONNXModel), and `shinso inspect` shows it")
    }
    return [1, 3].contains(dims[3]) && ![1, 3].contains(dims[1]) ? [0, 3, 1, 2] : nil
  }

  private static func classNames(_ file: ONNXFile, count: Int?) throws -> [String]? {
    guard let text = file.metadata[ONNXPreprocessing.classesKey], let count else { return nil }
    guard let names = try? JSONDecoder().decode([String].self, from: Data(text.utf8)),
      names.count == count
    else { throw InputError(file.name, "has names for other classes than it has") }
    return names
  }
}

extension ONNXModel {
  /// nil: it is not a classifier.
  var classCount: Int? { classifier.map { $0.spec(of: $0.outputs[0].value).shape[1] } }
}
