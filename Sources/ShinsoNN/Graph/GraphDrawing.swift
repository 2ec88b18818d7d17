import ShinsoTensor

extension Graph {
  /// The graph in the language of Graphviz (`dot -Tsvg`): a box for each op with its layer, its
  /// attributes and the shape that it makes. Parameters are left out; their shapes stand in the box.
  public func dot(title: String) -> String {
    var lines = [
      "digraph \(quotedForDot(title)) {",
      "  label=\(quotedForDot(title)); labelloc=t; fontname=\"sans-serif\";",
      "  node [shape=box, style=\"rounded,filled\", fillcolor=\"#f2f2f2\", fontname=\"sans-serif\"];",
      "  edge [fontname=\"sans-serif\", fontsize=10];",
    ]
    for value in inputs {
      lines.append(
        "  v\(value.index) [label=\(quotedForDot("\(name(of: value))\n\(spec(of: value).shape)")), "
          + "fillcolor=\"#ffffff\"];")
    }
    var makers: [Value: String] = [:]
    for value in inputs { makers[value] = "v\(value.index)" }
    for (index, node) in nodes.enumerated() {
      for value in node.outputs { makers[value] = "n\(index)" }
      let text = ([node.name] + description(of: node)).joined(separator: "\n")
      lines.append("  n\(index) [label=\(quotedForDot(text)), fillcolor=\"\(color(node.op))\"];")
      for value in node.inputs {
        guard let maker = makers[value] else { continue }
        lines.append("  \(maker) -> n\(index) [label=\(quotedForDot("\(spec(of: value).shape)"))];")
      }
    }
    for (index, output) in outputs.enumerated() {
      guard let maker = makers[output.value] else { continue }
      let text = "\(output.name)\n\(spec(of: output.value).shape)"
      lines.append("  o\(index) [label=\(quotedForDot(text)), fillcolor=\"#ffffff\"];")
      lines.append("  \(maker) -> o\(index);")
    }
    return (lines + ["}", ""]).joined(separator: "\n")
  }

  /// The op, what sets it apart from its likes, and its parameters' shapes.
  private func description(of node: Node) -> [String] {
    let weights = node.inputs.compactMap { value -> String? in
      switch content.values[value.index].source {
      case .parameter, .buffer, .constant: "\(spec(of: value).shape)"
      case .input, .node: nil
      }
    }
    var attributes: [String] = []
    switch node.op {
    case let op as Conv2dOp:
      attributes = ["stride \(op.stride)", "padding \(op.padding)"]
      if op.groups > 1 { attributes.append("groups \(op.groups)") }
    case let op as MaxPool2dOp: attributes = window(op.geometry)
    case let op as AveragePool2dOp: attributes = window(op.geometry)
    case let op as ConcatenateOp: attributes = ["axis \(op.axis)"]
    case let op as DropoutOp: attributes = ["\(op.probability)"]
    default: break
    }
    if let fused = node.op as? any EpilogueOp {
      attributes += fused.hasResidual ? ["residual"] : []
      attributes += fused.activation.function.map { [$0.opName.rawValue] } ?? []
    } else if let norm = node.op as? BatchNormInferenceOp {
      attributes += norm.activation.function.map { [$0.opName.rawValue] } ?? []
    }
    return [([node.op.name.rawValue] + attributes).joined(separator: ", ")]
      + (weights.isEmpty ? [] : [weights.joined(separator: " ")])
  }

  private func window(_ geometry: Pool2dGeometry) -> [String] {
    ["\(geometry.kernel)", "stride \(geometry.stride)", "padding \(geometry.padding)"]
  }

  private func color(_ op: any Op) -> String {
    switch op {
    case is Conv2dOp, is ConvTranspose2dOp, is LinearOp: "#cfe2f3"
    case is MaxPool2dOp, is AveragePool2dOp, is GlobalAveragePool2dOp: "#d9ead3"
    case is BatchNormInferenceOp, is LocalResponseNormOp: "#fff2cc"
    default: "#f2f2f2"
    }
  }
}

/// A string as Graphviz reads it.
private func quotedForDot(_ text: String) -> String {
  let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
  return "\"" + escaped.replacing("\n", with: "\\n") + "\""
}
