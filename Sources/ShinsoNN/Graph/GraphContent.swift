import ShinsoTensor

/// What a graph consists of.
struct GraphContent: Sendable {
  enum Source: Sendable {
    case input
    case parameter(Parameter)
    case buffer(Buffer)
    case constant(Tensor)
    case node(Int)
  }

  struct Entry: Sendable {
    /// Empty: it has the name of the layer that makes it.
    var name: String
    var spec: TensorSpec
    var source: Source
  }

  var values: [Entry] = []
  var nodes: [Graph.Node] = []
  var inputs: [Graph.Value] = []
  var outputs: [(name: String, value: Graph.Value)] = []
  /// The value that a layer shows, by its name.
  var shown: [(name: String, value: Graph.Value)] = []
  /// What the graph's maker calls a layer that no one op stands for, by its name.
  var kinds: [String: String] = [:]

  mutating func add(_ name: String, _ spec: TensorSpec, _ source: Source) -> Graph.Value {
    values.append(Entry(name: name, spec: spec, source: source))
    return Graph.Value(index: values.count - 1)
  }

  func name(of value: Graph.Value) -> String {
    let entry = values[value.index]
    if entry.name.isEmpty, case .node(let node) = entry.source { return nodes[node].name }
    return entry.name
  }

  /// How many nodes and outputs take a value, by its index.
  var useCounts: [Int] {
    var counts = [Int](repeating: 0, count: values.count)
    for node in nodes { for value in node.inputs { counts[value.index] += 1 } }
    for output in outputs { counts[output.value.index] += 1 }
    return counts
  }

  /// For each node, the values that are needed no longer once it has run.
  var lastUses: [[Graph.Value]] {
    var kept = Set(outputs.map(\.value))
    return nodes.reversed().map { node in
      Set(node.inputs + node.outputs).filter { kept.insert($0).inserted }
    }.reversed()
  }

  /// The buffers that a normalization takes its statistics from, if they follow the batches in
  /// training: not where its parameters are frozen or nothing of a batch enters them, unless there is
  /// a divisor.
  func runningAverages(
    of node: Graph.Node
  ) -> (mean: Buffer, variance: Buffer, divisor: Buffer?)? {
    guard case .buffer(let mean) = values[node.inputs[3].index].source,
      case .buffer(let variance) = values[node.inputs[4].index].source
    else { return nil }
    if node.inputs.count > 5, case .buffer(let divisor) = values[node.inputs[5].index].source {
      return (mean, variance, divisor)
    }
    if (node.op as? BatchNormInferenceOp)?.momentum == 0 { return nil }
    let factors = node.inputs[1...2].compactMap { value -> Parameter? in
      guard case .parameter(let parameter) = values[value.index].source else { return nil }
      return parameter
    }
    return !factors.isEmpty && factors.allSatisfy(\.isFrozen) ? nil : (mean, variance, nil)
  }

  /// Parameters and buffers by name.
  private var state: [(name: String, value: AnyObject)] {
    values.compactMap { entry in
      switch entry.source {
      case .parameter(let parameter): (entry.name, parameter)
      case .buffer(let buffer): (entry.name, buffer)
      case .input, .constant, .node: nil
      }
    }
  }

  /// Those that belong to no layer.
  var looseParameters: [(name: String, value: AnyObject)] {
    state.filter { !$0.name.contains(".") }
  }

  /// The layer that each node belongs to: that of its name, or of the beginning of it.
  func owners(among layers: [GraphLayer]) -> [GraphLayer?] {
    let known = Dictionary(layers.map { ($0.name, $0) }) { first, _ in first }
    return nodes.map { node in
      var name = node.name[...]
      while true {
        if let layer = known[String(name)] { return layer }
        guard let dot = name.lastIndex(of: ".") else { return nil }
        name = name[..<dot]
      }
    }
  }

  /// A layer for each name that a value is shown by or that a parameter's name begins with, in the
  /// order of the nodes.
  var layers: [GraphLayer] {
    var layers: [GraphLayer] = []
    var positions: [String: Int] = [:]
    func position(_ name: String) -> Int {
      if let known = positions[name] { return known }
      positions[name] = layers.count
      layers.append(GraphLayer(name))
      return layers.count - 1
    }
    for (name, value) in shown {
      let index = position(name)
      layers[index].place.value = value
    }
    for (name, value) in state {
      guard let dot = name.lastIndex(of: ".") else { continue }
      let index = position(String(name[..<dot]))
      layers[index].place.parts.append((String(name[name.index(after: dot)...]), value))
    }
    let specs = values.map(\.spec)
    for (name, nodes) in Dictionary(grouping: zip(owners(among: layers), nodes), by: { $0.0?.name })
    {
      guard let name, let index = positions[name] else { continue }
      describe(layers[index], nodes.map(\.1), specs)
    }
    return layers
  }

  /// What a layer is and costs, by its nodes.
  private func describe(_ layer: GraphLayer, _ nodes: [Graph.Node], _ specs: [TensorSpec]) {
    let costs = nodes.map { $0.multiplyAdds(specs) }
    let product = costs.firstIndex { $0 > 0 }.map { nodes[$0] }
    let op = (product ?? (kinds[layer.name] == nil ? nodes.last : nil))?.op
    layer.place.kind = op?.name.rawValue ?? kinds[layer.name] ?? ""
    let elements = nodes.last?.outputs.first.map { specs[$0.index].shape.elementCount } ?? 0
    layer.place.multiplyAdds = Double(costs.reduce(0, +)) / Double(max(elements, 1))
  }
}

extension Graph.Node {
  /// - Parameter specs: of all values of its graph.
  func multiplyAdds(_ specs: [TensorSpec]) -> Int {
    op.multiplyAdds(inputs.map { specs[$0.index] }, outputs.map { specs[$0.index] })
  }

  /// The weight of a convolution or a linear layer.
  var weight: Graph.Value? {
    op is Conv2dOp || op is LinearOp ? inputs[1] : nil
  }
}
