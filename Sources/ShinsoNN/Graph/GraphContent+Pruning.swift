import ShinsoTensor

extension GraphContent {
  /// Without the nodes and values that lead to no output. Inputs stay.
  var pruned: GraphContent {
    var needed = Set(outputs.map(\.value) + inputs)
    for node in nodes.reversed() where node.outputs.contains(where: needed.contains) {
      needed.formUnion(node.inputs)
      needed.formUnion(node.outputs)
    }
    var result = GraphContent()
    var moved: [Graph.Value: Graph.Value] = [:]
    for index in values.indices where needed.contains(Graph.Value(index: index)) {
      let entry = values[index]
      moved[Graph.Value(index: index)] = result.add(entry.name, entry.spec, entry.source)
    }
    for node in nodes where node.outputs.contains(where: needed.contains) {
      let outputs = node.outputs.map { moved[$0]! }
      for value in outputs { result.values[value.index].source = .node(result.nodes.count) }
      result.nodes.append(
        Graph.Node(
          name: node.name, op: node.op, inputs: node.inputs.map { moved[$0]! }, outputs: outputs))
    }
    result.inputs = inputs.map { moved[$0]! }
    result.outputs = outputs.map { ($0.name, moved[$0.value]!) }
    result.shown = shown.compactMap { shown in moved[shown.value].map { (shown.name, $0) } }
    result.kinds = kinds
    return result
  }
}
