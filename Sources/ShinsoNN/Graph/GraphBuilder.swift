import ShinsoTensor

/// Builds a graph value by value, with the shapes checked on the way.
public final class GraphBuilder {
  private var content = GraphContent()

  public init() {}

  /// What the caller gives, in the order in which it is declared.
  public func input(_ name: String, _ spec: TensorSpec) -> Graph.Value {
    let value = content.add(name, spec, .input)
    content.inputs.append(value)
    return value
  }

  /// A parameter `LAYER.weight`.
  public func parameter(_ name: String, _ parameter: Parameter) -> Graph.Value {
    content.add(name, parameter.detached.spec, .parameter(parameter))
  }

  public func buffer(_ name: String, _ buffer: Buffer) -> Graph.Value {
    content.add(name, buffer.value.spec, .buffer(buffer))
  }

  /// A tensor that training does not change and the model's file does not hold.
  public func constant(_ name: String, _ tensor: Tensor) -> Graph.Value {
    content.add(name, tensor.spec, .constant(tensor.detached))
  }

  /// Appends an op of the layer `name`. Throws what does not fit.
  public func add(
    _ name: String, _ op: some Op, _ inputs: [Graph.Value]
  ) throws(OpError) -> [Graph.Value] {
    let specs = inputs.map { content.values[$0.index].spec }
    let found: [TensorSpec]
    do {
      found = try op.checkedOutputs(for: specs)
    } catch {
      var located = error
      located.path = name
      throw located
    }
    let node = content.nodes.count
    let outputs = found.map { content.add("", $0, .node(node)) }
    content.nodes.append(Graph.Node(name: name, op: op, inputs: inputs, outputs: outputs))
    return outputs
  }

  public func spec(of value: Graph.Value) -> TensorSpec { content.values[value.index].spec }

  /// Shows a value under a layer's name, in place of what it showed before.
  public func name(_ value: Graph.Value, as name: String) {
    if let index = content.shown.firstIndex(where: { $0.name == name }) {
      content.shown[index].value = value
    } else {
      content.shown.append((name, value))
    }
  }

  /// Names in summaries what a layer is that takes several ops: `prelu`.
  public func kind(_ kind: String, ofLayer name: String) { content.kinds[name] = kind }

  /// The graph with these outputs; what leads to none of them is left out.
  public func build(outputs: [(name: String, value: Graph.Value)]) -> Graph {
    content.outputs = outputs
    return Graph(content.pruned)
  }
}
