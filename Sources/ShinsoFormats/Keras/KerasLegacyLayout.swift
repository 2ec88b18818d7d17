import ShinsoTensor

/// How Keras 1 and 2 lay out weights, and Keras 3 in `.h5`: a group for each layer, listed by the
/// attribute `layer_names`, whose own `weight_names` lists its arrays. A network inside a network is
/// one layer, whose weights have the names of its own layers.
struct KerasLegacyLayout {
  private let file: HDF5File
  private let root: String
  private let names: [String]

  /// nil if the file is not laid out so.
  init?(_ file: HDF5File) {
    self.file = file
    for root in ["model_weights", ""] {
      if let names = Self.list("layer_names", of: root, file) {
        (self.root, self.names) = (root, names)
        return
      }
    }
    return nil
  }

  func layers() throws -> [KerasLayer] {
    try names.flatMap { name in
      let group = root.isEmpty ? name : "\(root)/\(name)"
      return try layers(of: group, named: name)
    }
  }

  private func layers(of group: String, named name: String) throws -> [KerasLayer] {
    var order: [String] = []
    var weights: [String: [String: Tensor]] = [:]
    for path in Self.list("weight_names", of: group, file) ?? [] {
      var parts = path.split(separator: "/")
      // TensorFlow numbers the outputs of its operations.
      guard let leaf = parts.popLast()?.split(separator: ":").first,
        !leaf.hasPrefix("seed_generator")
      else { continue }
      let owner = parts.last.map(String.init) ?? name
      if weights[owner] == nil { order.append(owner) }
      weights[owner, default: [:]][String(leaf)] = try file.tensor(named: "\(group)/\(path)")
        .cast(to: .float32)
    }
    return order.map { KerasLayer(name: $0, weights: weights[$0] ?? [:]) }
  }

  /// A list of names, which Keras cuts into `name0`, `name1`, … if it is long.
  private static func list(_ name: String, of path: String, _ file: HDF5File) -> [String]? {
    func strings(_ name: String) -> [String]? {
      guard let value = file.attribute(name, of: path)?.value else { return nil }
      // An empty list has the type of numbers.
      if case .strings(let texts) = value { return texts }
      return []
    }
    if let whole = strings(name) { return whole }
    guard var all = strings("\(name)0") else { return nil }
    var index = 1
    while let part = strings("\(name)\(index)") {
      all += part
      index += 1
    }
    return all
  }
}
