import ShinsoNN
import ShinsoTensor

/// The end of a classifier: the layer whose outputs are the classes, and what follows it.
struct ONNXClassifier {
  let layer: String
  let classCount: Int
  /// Layers after it that keep the classes.
  let tail: Set<String>
  /// The layer that makes what the classes are told from; nil: it has no name.
  let featureLayer: String?

  /// nil: it is not a classifier, or ends in another way.
  init?(_ model: ONNXModel) {
    guard let graph = model.classifier, let count = model.classCount else { return nil }
    var makers: [Graph.Value: Graph.Node] = [:]
    for node in graph.nodes { for output in node.outputs { makers[output] = node } }
    var value = graph.outputs[0].value
    var tail: Set<String> = []
    var found: Graph.Node?
    while found == nil, let node = makers[value] {
      switch node.op {
      case is LinearOp, is Conv2dOp: found = node
      case is BinaryOp:
        guard let next = node.inputs.first(where: { makers[$0] != nil }) else { return nil }
        tail.insert(node.name)
        value = next
      case is ReshapeOp, is FlattenOp, is SqueezeOp, is UnsqueezeOp, is DropoutOp,
        is ReduceOp, is GlobalAveragePool2dOp, is AveragePool2dOp, is UnaryOp:
        tail.insert(node.name)
        value = node.inputs[0]
      default: return nil
      }
    }
    guard let last = found, graph.spec(of: last.inputs[1]).shape[0] == count else { return nil }
    layer = last.name
    classCount = count
    self.tail = tail
    featureLayer = makers[last.inputs[0]]?.name
  }
}
