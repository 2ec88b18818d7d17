import ShinsoTensor

extension Layer where Input == Tensor {
  /// Lists the model's layers with their shapes, without computing anything. Use it to check for
  /// shape errors.
  public func layerSummaries(input: Shape) -> [LayerSummary] {
    if let graph = self as? Graph { return graph.summaries(input: input) }
    var lines: [LayerSummary] = []
    let modes = self.modes
    let leaves = modules.filter { module in
      !modules.contains { $0.name.hasPrefix(module.name + ".") } && !module.name.isEmpty
    }
    var hooks: [(Module, Hook)] = []
    for (name, module) in leaves {
      let hook = module.onForward { module, output in
        guard let tensor = output as? Tensor else { return }
        let cost = (module as? any CountsMultiplyAdds)?.multiplyAdds(output: tensor.shape) ?? 0
        lines.append(
          LayerSummary(
            name: name, kind: LayerSummary.kind(of: module), output: tensor.shape,
            parameters: module.parameterCount, multiplyAdds: cost))
      }
      hooks.append((module, hook))
    }
    mode = .evaluation
    _ = Trace.of(watching: []) { self(Tensor(meta: TensorSpec(shape: input))) }
    self.modes = modes
    for (module, hook) in hooks { module.removeHook(hook) }
    return lines
  }

  /// A table of layer, output shape, parameters and multiply-adds.
  public func summary(input: Shape) -> String {
    let lines = layerSummaries(input: input)
    let rows =
      [["layer", "kind", "output", "parameters", "multiply-adds"]]
      + lines.map {
        [$0.name, $0.kind, $0.output.description, "\($0.parameters)", "\($0.multiplyAdds)"]
      } + [
        [
          "total", "", "", "\(evaluationParameterCount)",
          "\(lines.reduce(0) { $0 + $1.multiplyAdds })",
        ]
      ]
    let widths = (0..<5).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      row.enumerated().map { column, text in
        let space = String(repeating: " ", count: widths[column] - text.count)
        return column < 3 ? text + space : space + text
      }.joined(separator: "  ")
    }.joined(separator: "\n")
  }
}
