import ShinsoFormats
import ShinsoNN
import ShinsoTensor

/// What a Keras file says of its network besides the weights.
struct KerasComparison {
  private let layers: [KerasLayer.Settings]

  init(_ description: KerasDescription) { layers = description.layers.map(\.settings) }

  /// In what it computes something else than a graph; nil: in nothing that is known.
  func difference(from graph: Graph) -> String? {
    if layers.contains(where: \.isChannelsFirst) {
      return "its images have their channels first, which orders flattened ones otherwise"
    }
    let (activations, own) = (Self.counted(layers.compactMap(activation)), Self.activations(graph))
    if activations != own {
      return "its activations are \(Self.words(activations)), not \(Self.words(own))"
    }
    let (poolings, ownPoolings) = (layers.compactMap(pooling), Self.poolings(graph))
    if poolings != ownPoolings {
      return "it pools by \(Self.words(poolings)), not by \(Self.words(ownPoolings))"
    }
    return nil
  }

  /// Under our name. A softmax at the end is left to whoever takes the scores.
  private func activation(_ layer: KerasLayer.Settings) -> String? {
    switch layer.activation {
    case "softmax": nil
    case "leakyrelu", "leaky_relu": "leakyRelu"
    case "swish": "silu"
    case "hard_sigmoid": "hardSigmoid"
    default: layer.activation
    }
  }

  private func pooling(_ layer: KerasLayer.Settings) -> String? {
    let window = layer.window ?? []
    let sizes = "\(window) every \(layer.strides ?? window)"
    switch layer.type {
    case "MaxPooling2D": return "the maximum of \(sizes)"
    case "AveragePooling2D": return "the average of \(sizes)"
    case "GlobalAveragePooling2D": return "the average of all"
    case "GlobalMaxPooling2D": return "the maximum of all"
    default: return nil
    }
  }

  private static func activations(_ graph: Graph) -> [String] {
    counted(
      graph.nodes.compactMap { node in
        let function: UnaryFunction? =
          switch node.op {
          case let op as Conv2dOp: op.activation.function
          case let op as LinearOp: op.activation.function
          case let op as BatchNormInferenceOp: op.activation.function
          case let op as UnaryOp: op.function
          default: nil
          }
        return function.map { UnaryOp($0).name.rawValue }
      })
  }

  private static func poolings(_ graph: Graph) -> [String] {
    graph.nodes.compactMap { node in
      func sizes(_ pool: Pool2dGeometry) -> String {
        "[\(pool.kernel.height), \(pool.kernel.width)] every "
          + "[\(pool.stride.height), \(pool.stride.width)]"
      }
      return switch node.op {
      case let op as MaxPool2dOp: "the maximum of \(sizes(op.geometry))"
      case let op as AveragePool2dOp: "the average of \(sizes(op.geometry))"
      case is GlobalAveragePool2dOp: "the average of all"
      default: nil
      }
    }
  }

  private static func counted(_ names: [String]) -> [String] {
    Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +).sorted { $0.key < $1.key }
      .map { "\($0.value) \($0.key)" }
  }

  private static func words(_ parts: [String]) -> String {
    parts.isEmpty ? "nothing" : parts.joined(separator: ", ")
  }
}
