import ShinsoTensor

/// A graph's content on the way to one for inference.
struct InferencePass {
  private(set) var content: GraphContent
  /// Values that must stay what they are.
  private var kept: Set<Graph.Value>
  /// Values that follow from an input, so that they have its number of samples.
  private let flowing: Set<Graph.Value>

  init(_ content: GraphContent, keeping layers: Set<String>) {
    self.content = content
    kept = Set(content.shown.filter { layers.contains($0.name) }.map(\.value))
    var flowing = Set(content.inputs)
    for node in content.nodes where node.inputs.contains(where: flowing.contains) {
      flowing.formUnion(node.outputs)
    }
    self.flowing = flowing
  }

  mutating func dropDropout() {
    for index in content.nodes.indices where content.nodes[index].op is DropoutOp {
      drop(index, for: content.nodes[index].inputs[0])
    }
  }

  /// `norm(conv(x))` as one convolution with other weights.
  mutating func foldNormalizations() {
    for index in content.nodes.indices {
      let node = content.nodes[index]
      guard let norm = node.op as? BatchNormInferenceOp, !node.inputs.isEmpty,
        let before = soleMaker(of: node.inputs[0]),
        let weight = content.nodes[before].weight.flatMap(tensor),
        // Of a product, the outputs are the last axis, of a normalization the channels the second.
        !(content.nodes[before].op is LinearOp)
          || content.values[node.inputs[0].index].spec.shape.rank == 2,
        activation(of: content.nodes[before].op) == FusedActivation.none,
        let statistics = tensors(Array(node.inputs.dropFirst()))
      else { continue }
      let old = content.nodes[before].inputs
      let bias = old.count > 2 ? tensor(old[2]) : nil
      if old.count > 2 && bias == nil || hasResidual(before) { continue }
      let (gamma, beta, mean, variance) = (
        statistics[0], statistics[1], statistics[2], statistics[3]
      )
      let (newWeight, newBias) = withoutGradients {
        let factor = gamma / (variance + norm.epsilon).sqrt()
        let column = [factor.shape[0]] + [Int](repeating: 1, count: weight.rank - 1)
        let shift = beta - mean * factor
        return (
          (weight * factor.reshaped(column)).detached,
          (bias.map { $0 * factor + shift } ?? shift).detached
        )
      }
      content.nodes[before].inputs =
        [old[0], add("\(content.nodes[before].name).weight", newWeight)]
        + [add("\(content.nodes[before].name).bias", newBias)]
      setActivation(norm.activation, at: before)
      merge(index, into: before)
    }
  }

  /// `conv(x) + y` as one op: into the one of both that comes last.
  mutating func fuseResiduals() {
    for index in content.nodes.indices {
      let node = content.nodes[index]
      guard (node.op as? BinaryOp)?.function == .add, !node.inputs.isEmpty,
        content.values[node.inputs[0].index].spec == content.values[node.inputs[1].index].spec,
        let last = node.inputs.compactMap({ maker(of: $0) }).max(),
        let sum = node.inputs.first(where: { maker(of: $0) == last }), soleMaker(of: sum) == last,
        var op = content.nodes[last].op as? any EpilogueOp, !op.hasResidual,
        op.activation == .none, let other = node.inputs.first(where: { $0 != sum }),
        flowing.contains(other)
      else { continue }
      op.hasResidual = true
      content.nodes[last].op = op
      content.nodes[last].inputs.insert(other, at: 2)
      merge(index, into: last)
    }
  }

  /// `relu(conv(x))` as one op.
  mutating func fuseActivations() {
    for index in content.nodes.indices {
      let node = content.nodes[index]
      guard let unary = node.op as? UnaryOp, !node.inputs.isEmpty,
        let fused = FusedActivation(unary.function), let before = soleMaker(of: node.inputs[0]),
        activation(of: content.nodes[before].op) == FusedActivation.none,
        fused.isClamp || content.nodes[before].op is any EpilogueOp
      else { continue }
      setActivation(fused, at: before)
      merge(index, into: before)
    }
  }

  /// Convolutions that are joined along channels, with their join, as one op.
  mutating func fuseJoins() {
    for index in content.nodes.indices {
      let node = content.nodes[index]
      guard let join = node.op as? ConcatenateOp, let first = node.inputs.first,
        content.values[first.index].spec.shape.rank == 4, join.axis == 1 || join.axis == -3
      else { continue }
      let makers = node.inputs.map { value in
        soleMaker(of: value).flatMap { content.nodes[$0].op is Conv2dOp ? $0 : nil }
      }
      guard makers.contains(where: { $0 != nil }) else { continue }
      var op = JoinOp(parts: [])
      var inputs: [Graph.Value] = []
      for (value, maker) in zip(node.inputs, makers) {
        guard let maker, let convolution = content.nodes[maker].op as? Conv2dOp else {
          op.parts.append(.tensor)
          inputs.append(value)
          continue
        }
        let operands = content.nodes[maker].inputs
        op.parts.append(
          .convolution(convolution, hasBias: operands.count == (convolution.hasResidual ? 4 : 3)))
        inputs += operands
        content.nodes[maker].inputs = []
      }
      content.nodes[index].op = op
      content.nodes[index].inputs = inputs
    }
  }

  // MARK: Parts

  private func maker(of value: Graph.Value) -> Int? {
    if case .node(let node) = content.values[value.index].source { node } else { nil }
  }

  private func hasResidual(_ node: Int) -> Bool {
    (content.nodes[node].op as? any EpilogueOp)?.hasResidual == true
  }

  /// The node whose only output this is, if nobody else takes it and it need not stay.
  private func soleMaker(of value: Graph.Value) -> Int? {
    guard let node = maker(of: value), !kept.contains(value),
      content.nodes[node].outputs.count == 1, content.useCounts[value.index] == 1
    else { return nil }
    return node
  }

  /// What inference knows beforehand.
  private func tensor(_ value: Graph.Value) -> Tensor? {
    switch content.values[value.index].source {
    case .parameter(let parameter): parameter.detached
    case .buffer(let buffer): buffer.value
    case .constant(let tensor): tensor
    case .input, .node: nil
    }
  }

  private func tensors(_ values: [Graph.Value]) -> [Tensor]? {
    let found = values.compactMap { tensor($0) }
    return found.count == values.count ? found : nil
  }

  private mutating func add(_ name: String, _ tensor: Tensor) -> Graph.Value {
    content.add(name, tensor.spec, .parameter(Parameter(owning: tensor)))
  }

  /// nil: it can apply none.
  private func activation(of op: any Op) -> FusedActivation? {
    (op as? any EpilogueOp)?.activation ?? (op as? BatchNormInferenceOp)?.activation
  }

  private mutating func setActivation(_ activation: FusedActivation, at index: Int) {
    if var op = content.nodes[index].op as? any EpilogueOp {
      op.activation = activation
      content.nodes[index].op = op
    } else if var op = content.nodes[index].op as? BatchNormInferenceOp {
      op.activation = activation
      content.nodes[index].op = op
    }
  }

  /// Lets `before` stand for `node` too, whose result it makes now.
  private mutating func merge(_ node: Int, into before: Int) {
    let value = content.nodes[before].outputs[0]
    // What it made until now is no longer to be seen.
    content.shown.removeAll { $0.value == value }
    drop(node, for: value)
  }

  /// Lets everyone who takes the result of a node take `value`. The node, without inputs from now
  /// on, is left out in the end.
  private mutating func drop(_ node: Int, for value: Graph.Value) {
    let old = content.nodes[node].outputs[0]
    content.nodes[node].inputs = []
    for index in content.nodes.indices {
      content.nodes[index].inputs = content.nodes[index].inputs.map { $0 == old ? value : $0 }
    }
    content.outputs = content.outputs.map { ($0.name, $0.value == old ? value : $0.value) }
    content.shown = content.shown.map { ($0.name, $0.value == old ? value : $0.value) }
    if kept.remove(old) != nil { kept.insert(value) }
  }
}
