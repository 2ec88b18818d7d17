import ShinsoTensor

/// The leaves of a PyTorch file's containers.
struct TorchLeaves {
  var tensors: [(path: String, view: TorchView)] = []
  /// Numbers, text and short lists of them, as Python prints them, but without quotes around text.
  var values: [String: String] = [:]
}

extension TorchDocument {
  /// Everything in the file by its dotted path: `state_dict.conv1.weight`,
  /// `optimizer.state.0.step`. Throws `InputError` if containers contain themselves.
  func leaves() throws -> TorchLeaves {
    var leaves = TorchLeaves()
    // Containers can refer to one another many times, so a small file can have endless paths.
    var budget = 64 << 20
    try collect(root, path: "", depth: 0, &leaves, &budget)
    return leaves
  }

  private func collect(
    _ index: PickleIndex, path: String, depth: Int, _ leaves: inout TorchLeaves,
    _ budget: inout Int
  ) throws {
    guard depth <= Self.maximumDepth else {
      throw InputError(name, "its containers are nested too deeply, or hold themselves")
    }
    try charge(path.utf8.count + 1, &budget)
    func inner(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
    switch nodes[Int(index)] {
    case .tensor(let view): leaves.tensors.append((path, view))
    case .dictionary:
      for (number, (key, value)) in pairs(index).enumerated() {
        try collect(
          value, path: inner(scalar(key) ?? "#\(number)"), depth: depth + 1, &leaves, &budget)
      }
    case .list(let items), .tuple(let items), .set(let items):
      if let texts = list(items) {
        let text = "[\(texts.joined(separator: ", "))]"
        try charge(text.utf8.count, &budget)
        leaves.values[path] = text
        return
      }
      for (number, item) in items.enumerated() {
        try collect(item, path: inner("\(number)"), depth: depth + 1, &leaves, &budget)
      }
    case .object(let global, _), .global(let global): leaves.values[path] = global.description
    case .storage(let storage): leaves.values[path] = "a storage of \(storage.count) elements"
    default:
      let text = scalar(index) ?? ""
      try charge(text.utf8.count, &budget)
      leaves.values[path] = text
    }
  }

  private func charge(_ count: Int, _ budget: inout Int) throws {
    budget -= count
    guard budget >= 0 else {
      throw InputError(name, "its containers hold more values than any checkpoint")
    }
  }

  /// The elements of a list as text, if it holds only numbers and text.
  private func list(_ items: [PickleIndex]) -> [String]? {
    var texts: [String] = []
    for item in items {
      guard let text = scalar(item) else { return nil }
      texts.append(text)
    }
    return texts
  }

  private func scalar(_ index: PickleIndex) -> String? {
    switch nodes[Int(index)] {
    case .none: "None"
    case .bool(let value): value ? "True" : "False"
    case .int(let value): "\(value)"
    case .float(let value): "\(value)"
    case .string(let value): value
    case .bytes(let bytes), .largeInteger(let bytes): "\(counted(bytes.count, "byte"))"
    default: nil
    }
  }
}
