import ShinsoFormats
import ShinsoNN
import ShinsoSchemas
import ShinsoTensor

/// Makes a graph of an ONNX file. Each operator is mapped to ops by one function, listed in
/// `ONNXOperators`; one that is not there is refused by name. What follows from constants and from
/// shapes alone is computed on the way.
final class ONNXImporter {
  let builder = GraphBuilder()
  let file: ONNXFile
  let settings: ONNXSettings
  /// What the same file gives for one sample more; nil: it is not known.
  private let twin: [ONNXStep]?
  private(set) var record: [ONNXStep] = []
  /// Whether every op does for any number of samples what it does for this one.
  private(set) var takesAnyBatch: Bool
  /// The first input, which tells the number of samples.
  private(set) var firstInput: Graph.Value?
  /// What softmaxes take, by what they make and by what is only another form of that.
  private var softmaxInputs: [Graph.Value: Graph.Value] = [:]
  private var layers: Set<String> = []
  private var stepCount = 0
  /// How many more elements may be computed beforehand.
  private var budget = 1 << 22
  private var parameters: [String: Int] = [:]
  /// The weights of the file by layer and role, as the graph holds them.
  private(set) var weights: [(name: String, role: String, parameter: AnyObject)] = []

  /// The largest networks have some ten thousand operators.
  private static let stepLimit = 1 << 16

  init(_ file: ONNXFile, _ settings: ONNXSettings, twin: [ONNXStep]? = nil) {
    self.file = file
    self.settings = settings
    self.twin = twin
    takesAnyBatch = twin != nil
  }

  /// The graph with all its outputs. Throws `InputError` that names the operator.
  func graph() throws -> Graph {
    var values: [String: ONNXOperand] = [:]
    let graph = file.model.graph
    guard graph.sparseInitializer.isEmpty else {
      throw InputError(file.name, "has sparse tensors, which are not read")
    }
    try read(graph.initializer, into: &values)
    // A number of samples may stand in the file only because it was written for one.
    let mayGrow = !graph.input.contains { values[$0.name] == nil && settings.isOpen($0) }
    for input in graph.input where values[input.name] == nil {
      values[input.name] = try declare(input, mayGrow: mayGrow && firstInput == nil)
    }
    try run(graph, &values)
    var outputs: [(name: String, value: Graph.Value)] = []
    for output in graph.output {
      guard let operand = values[output.name] else {
        throw InputError(file.name, "nothing makes the output \(quoted(output.name))")
      }
      let value = operand.value ?? operand.tensor.map { builder.constant(output.name, $0) }
      if let value { outputs.append((output.name, value)) }
    }
    guard !outputs.isEmpty else { throw InputError(file.name, "has no output") }
    self.outputs = outputs
    return builder.build(outputs: outputs)
  }

  private(set) var outputs: [(name: String, value: Graph.Value)] = []

  /// The graph that ends with the scores of classes; nil if there is no one such end. Where the
  /// network ends with a softmax, they are what that takes. It may give both, each in a shape of its
  /// own, and which of them are the highest.
  func classifier(of graph: Graph) -> Graph? {
    var makers: [Graph.Value: Graph.Node] = [:]
    for node in graph.nodes { for output in node.outputs { makers[output] = node } }
    /// What an output is another form of, and whether it tells the highest alone.
    func origin(_ output: Graph.Value) -> (value: Graph.Value, isOrder: Bool) {
      var (value, isOrder) = (output, false)
      while let node = makers[value] {
        if let scores = softmaxInputs[value] {
          value = scores
          continue
        }
        switch node.op {
        case is ReshapeOp, is FlattenOp, is CastOp: break
        case is TopKOp, is ArgmaxOp: isOrder = true
        default: return (value, isOrder)
        }
        value = node.inputs[0]
      }
      return (value, isOrder)
    }
    let ends = outputs.map { softmaxInputs[$0.value] ?? $0.value }
    guard Set(ends.map { origin($0).value }).count == 1,
      let end = ends.first(where: { holdsClasses($0) && !origin($0).isOrder })
    else { return nil }
    let isRows = builder.spec(of: end).shape.rank == 2
    let rows = isRows ? end : try? builder.add("scores", FlattenOp(from: 1), [end])[0]
    return rows.map { builder.build(outputs: [("scores", $0)]) }
  }

  private func holdsClasses(_ value: Graph.Value) -> Bool {
    let shape = builder.spec(of: value).shape
    return shape.rank >= 2 && shape.dropFirst(2).allSatisfy { $0 == 1 } && shape[1] > 1
      && shape[0] == settings.batch
  }

  func noteSoftmax(of x: ONNXOperand, as y: ONNXOperand) {
    if let value = y.value, let input = x.value { softmaxInputs[value] = input }
  }

  private func read(
    _ initializers: [ONNXTensorProto], into values: inout [String: ONNXOperand]
  ) throws {
    for proto in initializers {
      let tensor = try settings.cache.tensor(proto, of: file).computable
      allow(tensor.elementCount)
      values[proto.name] = ONNXOperand(known: tensor, isWeight: true)
    }
  }

  /// Lets more be computed beforehand, as there is a tensor of so many elements in the file.
  func allow(_ count: Int) { budget += 16 * count }

  /// Throws where constants become too large.
  func spend(_ count: Int) throws {
    budget -= count
    guard budget >= 0 else { throw ONNXProblem("its constants take more than memory can hold") }
  }

  private func declare(_ input: ONNXValueInfoProto, mayGrow: Bool) throws -> ONNXOperand {
    if let tensor = settings.known[input.name] { return ONNXOperand(known: tensor.computable) }
    let spec = try settings.spec(of: input, in: file, mayGrow: mayGrow)
    guard firstInput == nil, let layout = settings.layout else {
      let value = builder.input(input.name, spec)
      if firstInput == nil { firstInput = value }
      let operand = ONNXOperand(value, spec)
      guard spec.dtype.isFloatingPoint, spec.dtype != .float32 else { return operand }
      return try add(CastOp(.float32), [operand], layer: input.name)[0]
    }
    // The file takes channels last, the caller gives them first.
    let outer = TensorSpec(
      shape: Shape(layout.map { spec.shape[$0] }), dtype: spec.dtype)
    let value = builder.input(input.name, outer)
    firstInput = value
    let inner = try builder.add("input", PermuteOp([0, 2, 3, 1]), [value])[0]
    return ONNXOperand(inner, spec)
  }

  // MARK: Nodes

  /// Maps all nodes of a graph, of which `values` knows what they take.
  func run(_ graph: ONNXGraphProto, _ values: inout [String: ONNXOperand]) throws {
    for (number, proto) in graph.node.enumerated() {
      stepCount += 1
      let node = ONNXNode(proto, layer: layer(proto, number))
      do {
        guard stepCount <= Self.stepLimit else {
          throw ONNXProblem("the graph has more than \(Self.stepLimit) operators")
        }
        let inputs = try proto.input.map { name -> ONNXOperand? in
          if name.isEmpty { return nil }
          guard let value = values[name] else {
            throw ONNXProblem("takes \(quoted(name)), which nothing before it makes")
          }
          return value
        }
        let made = try ONNXOperators.apply(
          ONNXCall(importer: self, node: node, inputs: inputs, scope: values))
        guard made.count >= node.outputs.filter({ !$0.isEmpty }).count else {
          throw ONNXProblem("makes \(made.count) of its \(node.outputs.count) outputs here")
        }
        for (name, operand) in zip(node.outputs, made) where !name.isEmpty {
          values[name] = operand
        }
        if let value = made.first?.value { builder.name(value, as: node.layer) }
      } catch let problem as ONNXProblem {
        throw refusal(node, problem.text)
      } catch let problem as OpError {
        throw refusal(node, problem.problem)
      }
    }
  }

  /// What a graph within a node makes, which sees all that the node sees.
  func results(
    of graph: ONNXGraphProto, given: [ONNXOperand], scope: [String: ONNXOperand]
  ) throws -> [ONNXOperand] {
    guard given.count <= graph.input.count else {
      throw ONNXProblem("its graph takes \(graph.input.count) values, not \(given.count)")
    }
    var values = scope
    for proto in graph.initializer {
      let tensor = try file.tensor(proto).computable
      allow(tensor.elementCount)
      values[proto.name] = ONNXOperand(known: tensor, isWeight: true)
    }
    for (input, operand) in zip(graph.input, given) { values[input.name] = operand }
    try run(graph, &values)
    return try graph.output.map { output in
      guard let value = values[output.name] else {
        throw ONNXProblem("nothing makes \(quoted(output.name)) in its graph")
      }
      return value
    }
  }

  private func refusal(_ node: ONNXNode, _ text: String) -> InputError {
    InputError(file.name, "\(node.type) \(quoted(node.layer)): \(text)")
  }

  /// A name that no other node has.
  private func layer(_ proto: ONNXNodeProto, _ number: Int) -> String {
    let wanted = [proto.name, proto.output.first ?? ""].first { !$0.isEmpty } ?? proto.opType
    if layers.insert(wanted).inserted { return wanted }
    for other in proto.output where !other.isEmpty && layers.insert(other).inserted {
      return other
    }
    var count = 2
    while !layers.insert("\(wanted)_\(count)").inserted { count += 1 }
    return "\(wanted)_\(count)"
  }

  // MARK: Ops

  /// Appends an op, or computes it where all that it takes is known.
  func add(_ op: some Op, _ operands: [ONNXOperand], layer: String) throws -> [ONNXOperand] {
    let known = operands.compactMap(\.tensor)
    if known.count == operands.count {
      let specs = try op.checkedOutputs(for: operands.map(\.spec))
      try spend(specs.reduce(0) { $0 + $1.shape.elementCount })
      let results = try withoutGradients { try runOp(op, known) }
      let isWeight = operands.contains {
        if case .known(_, true) = $0.source { true } else { false }
      }
      return results.map { ONNXOperand(known: $0.detached, isWeight: isWeight) }
    }
    stepCount += 1
    guard stepCount <= Self.stepLimit else {
      throw ONNXProblem("the graph has more than \(Self.stepLimit) operators")
    }
    let values = try operands.enumerated().map { place, operand in
      try operand.value ?? materialize(operand, op, place, layer: layer)
    }
    let shapes = try op.checkedOutputs(for: operands.map(\.spec)).map(\.shape)
    let made =
      if case .op(let other, let more) = note(.op(op, shapes)),
        AnyHashable(other) != AnyHashable(op)
      {
        try addForAnyBatch(op, shapes[0], other, more[0], values, layer)
      } else {
        try builder.add(layer, op, values)
      }
    return made.map { ONNXOperand($0, builder.spec(of: $0)) }
  }

  /// Records a step. Returns the one that stands in its place for one sample more.
  private func note(_ step: ONNXStep) -> ONNXStep? {
    defer { record.append(step) }
    guard let twin else { return nil }
    if record.count < twin.count, step.isLike(twin[record.count]) { return twin[record.count] }
    takesAnyBatch = false
    return nil
  }

  /// The only axis that differs in two shapes, of which the second is for one sample more.
  private func moving(_ first: [Int], _ second: [Int]) -> Int? {
    guard first.count == second.count else { return nil }
    let places = first.indices.filter { first[$0] != second[$0] }
    guard places.count == 1, let place = places.first, first[place] % settings.batch == 0,
      first[place] / settings.batch * (settings.batch + 1) == second[place]
    else { return nil }
    return place
  }

  /// A stretched value for any number of samples.
  private func batchBroadcast(
    _ x: Graph.Value, _ shape: Shape, _ axis: Int, _ layer: String
  ) throws -> [Graph.Value] {
    guard let firstInput else { throw ONNXProblem("the network has no input") }
    let op = BatchBroadcastOp(shape, axis: axis, factor: shape[axis] / settings.batch)
    return try builder.add(layer, op, [x, firstInput])
  }

  /// An op that is another one for one sample more, in a form that serves any number.
  private func addForAnyBatch(
    _ op: any Op, _ shape: Shape, _ other: any Op, _ more: Shape, _ values: [Graph.Value],
    _ layer: String
  ) throws -> [Graph.Value] {
    if op is ReshapeOp, other is ReshapeOp {
      if shape == more { return try builder.add(layer, ReshapeOp(shape.dims), values) }
      if let place = moving(shape.dims, more.dims) {
        var dims = shape.dims
        dims[place] = -1
        return try builder.add(layer, ReshapeOp(dims), values)
      }
    }
    if let op = op as? BroadcastOp, let other = other as? BroadcastOp,
      let place = moving(op.shape.dims, other.shape.dims)
    {
      return try batchBroadcast(values[0], op.shape, place, layer)
    }
    takesAnyBatch = false
    return try builder.add(layer, op, values)
  }

  /// What is known, as a value of the graph: what training may change as a parameter.
  private func materialize(
    _ operand: ONNXOperand, _ op: some Op, _ place: Int, layer: String
  ) throws -> Graph.Value {
    guard case .known(let tensor, let isWeight) = operand.source else {
      preconditionFailure("a computed operand is a value already")
    }
    guard isWeight, tensor.dtype == .float32, tensor.elementCount > 1,
      Self.takesWeights(op)
    else { return try constant(tensor, layer) }
    let role = place < op.inputNames.count ? op.inputNames[place] : op.inputNames.last ?? "input"
    parameters["\(layer).\(role)", default: 0] += 1
    let count = parameters["\(layer).\(role)"] ?? 1
    let name = count == 1 ? "\(layer).\(role)" : "\(layer).\(role)\(count)"
    let fresh = settings.replace?(layer, role, tensor) ?? tensor
    if op is BatchNormInferenceOp, place >= 3 {
      let buffer = Buffer(fresh)
      weights.append((name, role, buffer))
      return builder.buffer(name, buffer)
    }
    let parameter = Parameter(fresh)
    weights.append((name, role, parameter))
    return builder.parameter(name, parameter)
  }

  private func constant(_ tensor: Tensor, _ layer: String) throws -> Graph.Value {
    guard case .constant(let other) = note(.constant(tensor)), !tensor.isSame(as: other) else {
      return builder.constant("", tensor)
    }
    guard let place = moving(tensor.shape.dims, other.shape.dims), let number = tensor.onlyNumber,
      number == other.onlyNumber
    else {
      takesAnyBatch = false
      return builder.constant("", tensor)
    }
    let one = builder.constant("", .full(number, shape: [], dtype: tensor.dtype))
    return try batchBroadcast(one, tensor.shape, place, layer)[0]
  }

  private static func takesWeights(_ op: some Op) -> Bool {
    switch op {
    case is Conv2dOp, is ConvTranspose2dOp, is LinearOp, is MatmulOp, is BatchNormInferenceOp,
      is GroupNormOp, is LayerNormOp, is LSTMOp, is GRUOp, is ResetFirstGRUOp, is EmbeddingOp,
      is BinaryOp:
      true
    default: false
    }
  }
}
