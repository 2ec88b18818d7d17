import ShinsoTensor

/// A state dictionary in a PyTorch file: the tensors of a network by name.
struct TorchState {
  /// The keys that lead to it, with dots; empty if it is the whole file.
  let path: String
  var tensors: [(name: String, view: TorchView)]
  /// Tensors of other kinds, such as sparse ones.
  var others: [(name: String, type: String)] = []

  /// Whether names look like those that modules give: in a module, or as the usual layers have them.
  var isNetwork: Bool {
    tensors.contains { name, _ in
      name.contains(".") || ["weight", "bias"].contains { name.hasSuffix($0) }
    }
  }

  /// Whether there are numbers that a training may have learned, not only counters and random states.
  var hasWeights: Bool {
    tensors.contains { _, view in
      !view.dims.isEmpty && (view.type.rawValue.contains("float") || !view.type.isReal)
    }
  }

  /// Whether some names lead into modules.
  var hasPaths: Bool { tensors.contains { $0.name.contains(".") } }

  /// Without what belongs to a training and lies among the tensors of a network: single numbers and bytes
  /// (the best accuracy, a generator's state) whose names lead into no module, where all others' do.
  func withoutLoose(in file: String) -> TorchState {
    func isLoose(_ name: String, _ view: TorchView) -> Bool {
      !name.contains(".") && (view.dims.allSatisfy { $0 == 1 } || view.type == .uint8)
    }
    let loose = tensors.filter(isLoose)
    let rest = tensors.filter { !isLoose($0.name, $0.view) }
    guard !loose.isEmpty, !rest.isEmpty, rest.allSatisfy({ $0.name.contains(".") }),
      // Its counter tells of an averaged model.
      !loose.contains(where: { $0.name == StateNames.counter })
    else { return self }
    Console.note(
      "\(file): leaves out \(loose.prefix(5).map { quoted($0.name) }.joined(separator: ", "))"
        + (loose.count > 5 ? " and \(loose.count - 5) more" : "")
        + " beside the network's tensors; --part . takes all")
    return TorchState(path: path, tensors: rest, others: others)
  }

  /// The last of the keys.
  var key: Substring { path.split(separator: ".").last ?? "" }
}

extension TorchDocument {
  /// What checkpoints usually call the one that they are about.
  private static let usual: Set<Substring> = [
    "state_dict", "model_state_dict", "model_state", "model", "net", "network", "weights", "params",
  ]

  /// The state dictionary of the file, judged by what is in it: dictionaries of nothing but tensors lie
  /// beside numbers, and so do loose tensors (the best accuracy, a generator's state).
  ///
  /// - Parameter part: the keys that lead to it; nil for the one that must be meant.
  /// - Throws: `InputError` if there is none, or there are several and none of them has a usual name.
  func state(part: String? = nil) throws -> TorchState {
    let states = states()
    let list = states.map { quoted($0.path.isEmpty ? "." : $0.path) }.joined(separator: ", ")
    if let part {
      let wanted = part == "." ? "" : part
      guard let state = states.first(where: { $0.path.isExactly(wanted) }) else {
        throw InputError(name, "has no state dictionary \(quoted(part)); it has \(list)")
      }
      return state
    }
    guard let first = states.first else {
      throw refusal
        ?? InputError(
          name, "has no state dictionary; save one with torch.save(model.state_dict(), path)")
    }
    if states.count == 1 { return first.withoutLoose(in: name) }
    let named = states.filter { Self.usual.contains($0.key) }
    guard named.count == 1 else {
      throw InputError(
        name, "holds several state dictionaries, \(list); choose one by --part NAME")
    }
    Console.note("\(name): takes \(quoted(named[0].path)) of \(list); --part NAME takes another")
    return named[0].withoutLoose(in: name)
  }

  /// The state dictionaries in the file; those that look like a network's, if there are any.
  private func states() -> [TorchState] {
    var visited: Set<PickleIndex> = []
    let found = states(in: root, path: "", depth: 0, &visited)
    let networks = found.filter(\.isNetwork)
    if !networks.isEmpty { return networks }
    if !found.isEmpty { return found }
    // No weights anywhere: tensors of some other kind.
    let own = state(in: root, path: "")
    if !own.tensors.isEmpty { return [own] }
    let inner = pairs(root).compactMap { key, value in
      text(key).map { state(in: value, path: $0) }
    }.filter { !$0.tensors.isEmpty }
    return inner.count == 1 ? inner : []
  }

  private func states(
    in index: PickleIndex, path: String, depth: Int, _ visited: inout Set<PickleIndex>
  ) -> [TorchState] {
    guard depth <= 8, visited.insert(index).inserted else { return [] }
    func join(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
    switch nodes[Int(index)] {
    case .list(let items), .tuple(let items):
      return items.enumerated().flatMap { number, item in
        states(in: item, path: join("\(number)"), depth: depth + 1, &visited)
      }
    case .dictionary:
      let pairs = pairs(index)
      let keys = Set(pairs.compactMap { text($0.0) })
      // The state of an optimizer.
      if keys.isSuperset(of: ["state", "param_groups"]) { return [] }
      let inner = pairs.flatMap { key, value -> [TorchState] in
        guard let key = text(key), !key.hasSuffix("_extra_state") else { return [] }
        return states(in: value, path: join(key), depth: depth + 1, &visited)
      }
      let own = state(in: index, path: path)
      guard own.hasWeights else { return inner }
      // A state dictionary holds no others: what is loose beside one belongs to the training, unless
      // names and numbers say that it is the other way round.
      let isLarger = own.hasPaths || inner.allSatisfy { $0.tensors.count < own.tensors.count }
      if inner.isEmpty || own.isNetwork && isLarger && !inner.contains(where: \.isNetwork) {
        return [own]
      }
      return inner
    default: return []
    }
  }

  private func state(in index: PickleIndex, path: String) -> TorchState {
    var state = TorchState(path: path, tensors: [])
    for (key, value) in pairs(index) {
      guard let name = text(key) else { continue }
      switch nodes[Int(value)] {
      case .tensor(let view): state.tensors.append((name, view))
      case .object(.other(let type), _)
      where type.hasSuffix(" tensor") || type.contains("._rebuild_"):
        state.others.append((name, type))
      default: continue
      }
    }
    return state
  }

  private func text(_ index: PickleIndex) -> String? {
    if case .string(let text) = nodes[Int(index)] { text } else { nil }
  }
}

extension TorchView {
  /// Whether a tensor can hold it.
  var isReadable: Bool {
    type.readDType != nil && !(isNegated && (type.dtype == nil || type == .bool))
  }
}
