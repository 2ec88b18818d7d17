import ShinsoTensor

/// A state dictionary in a PyTorch file: the tensors of a network by name.
struct TorchState {
  /// The keys that lead to it, with dots; empty if it is the whole file.
  let path: String
  let tensors: [(name: String, view: TorchView)]

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
      throw InputError(
        name, "has no state dictionary; save one with torch.save(model.state_dict(), path)")
    }
    if states.count == 1 { return first }
    let named = states.filter { Self.usual.contains($0.key) }
    guard named.count == 1 else {
      throw InputError(
        name, "holds several state dictionaries, \(list); choose one by --part NAME")
    }
    Console.note("\(name): takes \(quoted(named[0].path)) of \(list); --part NAME takes another")
    return named[0]
  }

  /// The state dictionaries in the file; those that look like a network's, if there are any.
  private func states() -> [TorchState] {
    var visited: Set<PickleIndex> = []
    let found = states(in: root, path: "", depth: 0, &visited)
    let networks = found.filter(\.isNetwork)
    if !networks.isEmpty { return networks }
    if !found.isEmpty { return found }
    // No weights anywhere: tensors of some other kind.
    let own = tensors(in: root)
    if !own.isEmpty { return [TorchState(path: "", tensors: own)] }
    let inner = pairs(root).compactMap { key, value in
      text(key).map { TorchState(path: $0, tensors: tensors(in: value)) }
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
      let own = TorchState(path: path, tensors: tensors(in: index))
      guard own.hasWeights else { return inner }
      // A state dictionary holds no others: what is loose beside one belongs to the training, unless
      // the names say that it is the other way round.
      if inner.isEmpty || own.isNetwork && !inner.contains(where: \.isNetwork) { return [own] }
      return inner
    default: return []
    }
  }

  private func tensors(in index: PickleIndex) -> [(name: String, view: TorchView)] {
    pairs(index).compactMap { key, value in
      guard let name = text(key), case .tensor(let view) = nodes[Int(value)] else { return nil }
      return (name, view)
    }
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
