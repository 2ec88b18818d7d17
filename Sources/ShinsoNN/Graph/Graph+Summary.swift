import ShinsoTensor

extension Graph {
  /// Its layers in the order in which they compute. A further name of a result, as of a blob that
  /// layers change in place, is not a layer.
  func summaries(input: Shape) -> [LayerSummary] {
    let specs: [TensorSpec]
    do { specs = try self.specs(for: [TensorSpec(shape: input)]) } catch { stop(error.description) }
    var rows: [LayerSummary] = []
    var listed: Set<String> = []
    for (node, layer) in zip(nodes, plan.owners) {
      let name = layer?.name ?? node.name
      let before = rows.last?.name == name ? rows.removeLast() : nil
      let isNew = listed.insert(name).inserted
      rows.append(
        LayerSummary(
          name: name, kind: layer?.place.kind ?? node.op.name.rawValue,
          output: node.outputs.last.map { specs[$0.index].shape } ?? [],
          parameters: before?.parameters ?? (isNew ? layer?.parameterCount ?? 0 : 0),
          multiplyAdds: (before?.multiplyAdds ?? 0) + node.multiplyAdds(specs)))
    }
    return rows
  }
}
