import ShinsoTensor

/// A network as data: ops, the values that flow between them, and named parameters. Traced from a
/// module, read from a file, drawn, optimized for inference. As a layer it takes the first input and
/// gives the first output; its layers' outputs can be watched by name like those of any module.
///
/// In training, dropout acts, and batch normalization by running averages (buffers) uses the batch's
/// own statistics, which the averages follow.
public final class Graph: Module, Layer {
  /// Something that flows: an input, a parameter, a constant, what an op makes.
  public struct Value: Sendable, Hashable {
    package let index: Int
  }

  /// One op with its operands.
  public struct Node: Sendable {
    /// The layer's name; several nodes may make up one layer.
    public let name: String
    public var op: any Op
    public var inputs: [Value]
    public let outputs: [Value]
  }

  /// What is computed, in order.
  public var nodes: [Node] { content.nodes }
  public var inputs: [Value] { content.inputs }
  public var outputs: [(name: String, value: Value)] { content.outputs }

  let content: GraphContent
  let plan: Plan

  /// What follows from the content. One value, so that reflection does not look for parts in it.
  struct Plan {
    let layers: [GraphLayer]
    /// The layer of each node, whose mode decides whether it trains; nil: it is of none.
    let owners: [GraphLayer?]
    /// The values that no later node needs, by node.
    let released: [[Value]]
    /// The layers that show a value, by the value's index.
    let observers: [Int: [GraphLayer]]
    let namedParts: [(name: String, value: AnyObject)]
  }

  init(_ content: GraphContent) {
    self.content = content
    let layers = content.layers
    plan = Plan(
      layers: layers, owners: content.owners(among: layers), released: content.lastUses,
      observers: Dictionary(
        layers.compactMap { layer in layer.place.value.map { ($0.index, [layer]) } },
        uniquingKeysWith: +),
      namedParts: content.looseParameters + layers.map { ($0.name, $0) })
    super.init()
  }

  public override var namedParts: [(name: String, value: AnyObject)] { plan.namedParts }

  public func spec(of value: Value) -> TensorSpec { content.values[value.index].spec }

  /// The name that the graph's maker gave a value, or that of the layer that makes it.
  public func name(of value: Value) -> String { content.name(of: value) }

  /// The value that a layer makes; nil if there is no such layer, or optimizing left nothing of it.
  public func value(ofLayer name: String) -> Value? {
    plan.layers.first { $0.name == name }?.place.value
  }

  /// The first output for the first input.
  public func forward(_ x: Tensor) -> Tensor { run([x])[0] }

  /// All outputs for all inputs. Stops where shapes do not fit; see `outputs(for:)`.
  public func callAsFunction(_ inputs: [Tensor]) -> [Tensor] { call { run(inputs) } }

  private func run(_ given: [Tensor]) -> [Tensor] {
    if given.count != content.inputs.count {
      stop("Graph: takes \(content.inputs.count) inputs, not \(given.count)")
    }
    var computed = [Tensor?](repeating: nil, count: content.values.count)
    for (value, tensor) in zip(content.inputs, given) { computed[value.index] = tensor }
    for (node, (owner, dead)) in zip(content.nodes, zip(plan.owners, plan.released)) {
      let operands = node.inputs.map { tensor($0, computed) }
      let isTraining = owner?.isTraining ?? isTraining
      let results = CallPath.$current.withValue(node.name) {
        apply(node, operands, isTraining: isTraining)
      }
      for (value, result) in zip(node.outputs, results) {
        computed[value.index] = result
        for layer in plan.observers[value.index] ?? [] where layer.hasHooks { layer.show(result) }
      }
      for value in dead { computed[value.index] = nil }
    }
    return content.outputs.map { tensor($0.value, computed) }
  }

  private func tensor(_ value: Value, _ computed: [Tensor?]) -> Tensor {
    switch content.values[value.index].source {
    case .parameter(let parameter): parameter.tensor
    case .buffer(let buffer): buffer.value
    case .constant(let tensor): tensor
    case .input, .node: computed[value.index]!
    }
  }

  private func apply(_ node: Node, _ operands: [Tensor], isTraining: Bool) -> [Tensor] {
    if let dropout = node.op as? DropoutOp {
      if !isTraining { return operands }
      return [
        ShinsoTensor.dropout(
          operands[0], probability: dropout.probability, key: RandomGenerator.shared.next())
      ]
    }
    if isTraining, let norm = node.op as? BatchNormInferenceOp,
      let averages = content.runningAverages(of: node)
    {
      let outputs = applyOp(
        BatchNormTrainingOp(epsilon: norm.epsilon, activation: norm.activation),
        Array(operands.prefix(3)))
      var momentum = norm.momentum
      if let divisor = averages.divisor {
        let sum = divisor.value.item() * (1 - momentum) + 1
        divisor.assign(.full(sum, shape: [1]))
        momentum = 1 / sum
      }
      BatchNormResult(y: outputs[0], mean: outputs[1], variance: outputs[2]).update(
        mean: averages.mean, variance: averages.variance, momentum: momentum,
        input: operands[0].shape)
      return [outputs[0]]
    }
    return applyOp(node.op, operands)
  }

  /// The outputs' shapes and types for other inputs than those that it was made for, or what does
  /// not fit.
  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    let specs = try specs(for: inputs)
    return content.outputs.map { specs[$0.value.index] }
  }

  /// Of all values. Inputs that are not given are as they were when the graph was made.
  func specs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    var specs = content.values.map(\.spec)
    for (value, spec) in zip(content.inputs, inputs) { specs[value.index] = spec }
    for node in content.nodes {
      let found = try node.op.checkedOutputs(for: node.inputs.map { specs[$0.index] })
      for (value, spec) in zip(node.outputs, found) { specs[value.index] = spec }
    }
    return specs
  }
}
