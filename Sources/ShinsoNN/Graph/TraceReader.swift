import ShinsoTensor

/// Makes a graph of two passes that differ in the number of samples.
struct TraceReader {
  private let builder = GraphBuilder()
  private let state: [ObjectIdentifier: (name: String, part: AnyObject)]

  init(state: [(name: String, tensor: Tensor, part: AnyObject)]) {
    self.state = Dictionary(
      state.map { (ObjectIdentifier($0.tensor.storage), ($0.name, $0.part)) }
    ) { first, _ in first }
  }

  func graph(_ pass: TracedPass, _ other: TracedPass, input: Shape) -> Graph {
    var values: [ObjectIdentifier: Graph.Value] = [:]
    func value(_ tensor: Tensor) -> Graph.Value {
      let id = ObjectIdentifier(tensor.storage)
      if let known = values[id] { return known }
      let made = leaf(tensor, id)
      values[id] = made
      return made
    }
    values[ObjectIdentifier(pass.input.storage)] = builder.input("input", pass.input.spec)
    guard pass.records.count == other.records.count else { disagree(pass.root) }
    let names = names(pass)
    for (index, record) in pass.records.enumerated() {
      let op = anyBatch(record, other.records[index], batch: input[0])
      for (tensor, second) in zip(record.inputs, other.records[index].inputs)
      where isConstant(tensor) && !isSame(tensor, second) { disagree(record.path) }
      let inputs = record.inputs.map { value($0) }
      do {
        let outputs = try builder.add(names[index], op, inputs)
        for (output, tensor) in zip(outputs, record.outputs) {
          values[ObjectIdentifier(tensor.storage)] = output
        }
      } catch { stop(error.description) }
    }
    for (name, tensor) in pass.made {
      if let known = values[ObjectIdentifier(tensor.storage)] { builder.name(known, as: name) }
    }
    return builder.build(outputs: [("output", value(pass.output))])
  }

  private func leaf(_ tensor: Tensor, _ id: ObjectIdentifier) -> Graph.Value {
    switch state[id] {
    case (let name, let parameter as Parameter)?: builder.parameter(name, parameter)
    case (let name, let buffer as Buffer)?: builder.buffer(name, buffer)
    default: builder.constant("", tensor)
    }
  }

  /// Whether the module made the tensor itself: neither a parameter nor anything computed.
  private func isConstant(_ tensor: Tensor) -> Bool {
    tensor.device != .meta && state[ObjectIdentifier(tensor.storage)] == nil
  }

  /// Large constants are compared by their shapes alone.
  private func isSame(_ a: Tensor, _ b: Tensor) -> Bool {
    guard a.spec == b.spec else { return false }
    return a.elementCount > 1 << 12
      || a.withUnsafeBytes { first in b.withUnsafeBytes { first.elementsEqual($0) } }
  }

  /// Each record by its module; where one does several things, with the op's name and a number.
  private func names(_ pass: TracedPass) -> [String] {
    var counts: [String: Int] = [:]
    for record in pass.records { counts[record.path, default: 0] += 1 }
    var used: [String: Int] = [:]
    return pass.records.map { record in
      let path = record.path == pass.root ? "" : record.path
      if !path.isEmpty, counts[record.path] == 1 { return path }
      let name = (path.isEmpty ? "" : path + ".") + record.op.name.rawValue
      used[name, default: 0] += 1
      return used[name] == 1 ? name : "\(name)\(used[name] ?? 0)"
    }
  }

  /// The op of a record, made to fit any number of samples.
  private func anyBatch(
    _ record: Trace.Record, _ other: Trace.Record, batch: Int
  ) -> any Op {
    if AnyHashable(record.op) == AnyHashable(other.op) { return record.op }
    guard let reshape = record.op as? ReshapeOp, let second = other.op as? ReshapeOp,
      reshape.dims.count == second.dims.count
    else { disagree(record.path) }
    // The extents as they come out; the one that follows the batch is left to be found.
    let (first, next) = (record.outputs[0].shape, other.outputs[0].shape)
    let moving = first.indices.filter { first[$0] != next[$0] }
    guard moving.count == 1 else { disagree(record.path) }
    return ReshapeOp(first.indices.map { $0 == moving[0] ? -1 : first[$0] })
  }

  private func disagree(_ path: String) -> Never {
    stop("\(path): cannot be traced, because it does other things for other numbers of samples")
  }
}
