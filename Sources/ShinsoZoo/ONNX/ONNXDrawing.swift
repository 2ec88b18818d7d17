import ShinsoFormats
import ShinsoNN
import ShinsoTensor

/// A network of an ONNX file with random weights, for as many classes as are asked for.
struct ONNXDrawing {
  let file: ONNXFile
  let settings: ONNXSettings
  let classifier: ONNXClassifier?

  init(_ file: ONNXFile, _ settings: ONNXSettings, _ classifier: ONNXClassifier?) {
    self.file = file
    self.settings = settings
    self.classifier = classifier
  }

  /// Weights are drawn after He et al. 2015, normalizations do nothing, and what plays another role
  /// stays as it is in the file.
  ///
  /// - Throws: `InputError` if the classes are those of the file alone.
  func network(classes: Int) throws -> Graph {
    guard let classifier else { return try model { _, _, tensor in tensor }.graph }
    let other = classes == classifier.classCount ? nil : classes
    let model = try model { layer, role, tensor in
      if layer == classifier.layer, let other {
        return draw(role, tensor.shape.replacing(axis: 0, with: other))
      }
      if classifier.tail.contains(layer), let other, tensor.rank > 0,
        tensor.shape[-1] == classifier.classCount
      {
        return .zeros(tensor.shape.replacing(axis: -1, with: other))
      }
      return role == "left" || role == "right" ? tensor : draw(role, tensor.shape, tensor)
    }
    guard let graph = model.classifier, model.classCount == classes else {
      throw InputError(
        file.name, "does not end with a layer for each class, to be replaced")
    }
    graph.mode = .training
    return graph
  }

  private func model(
    _ replace: @escaping (String, String, Tensor) -> Tensor
  ) throws -> ONNXModel {
    var settings = settings
    settings.replace = replace
    return try ONNXModel(file, settings)
  }

  private func draw(_ role: String, _ shape: Shape, _ old: Tensor? = nil) -> Tensor {
    switch role {
    case "weight":
      let inputs = max(shape.dropFirst().reduce(1, *), 1)
      return Initializer.he.make(shape, inputs, 1, RandomGenerator.shared.next())
    case "bias", "beta", "mean": return .zeros(shape)
    case "gamma", "variance": return .full(1, shape: shape)
    default: return old ?? .zeros(shape)
    }
  }
}
