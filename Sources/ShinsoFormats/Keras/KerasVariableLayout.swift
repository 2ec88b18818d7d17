import ShinsoTensor

/// How Keras 3 lays out weights in `.weights.h5` and `.keras`: `layers/conv2d_1/vars/0`, by the kind
/// of the layer, its number among those of its kind, and the number of the weight.
struct KerasVariableLayout {
  private struct Place {
    /// The groups that lead to the layer, each divided into a word and a number.
    let key: [(word: String, number: Int)]
    let group: String
    var weights: [Int: Tensor] = [:]
  }

  private let file: HDF5File

  /// What the weights of a kind of layer are called, in their order.
  private static let weightNames: [String: [String]] = [
    "batch_normalization": ["gamma", "beta", "moving_mean", "moving_variance"],
    "depthwise_conv2d": ["depthwise_kernel", "bias"],
    "lstm_cell": ["kernel", "recurrent_kernel", "bias"],
    "gru_cell": ["kernel", "recurrent_kernel", "bias"],
    "simple_rnn_cell": ["kernel", "recurrent_kernel", "bias"],
    "cell": ["kernel", "recurrent_kernel", "bias"],
  ]
  private static let roots: Set<Substring> = ["layers", "_layer_checkpoint_dependencies"]

  init(_ file: HDF5File) { self.file = file }

  func layers() throws -> [KerasLayer] {
    var places: [String: Place] = [:]
    for path in file.names {
      let parts = path.split(separator: "/")
      guard parts.count >= 4, Self.roots.contains(parts[0]), parts[parts.count - 2] == "vars",
        let index = Int(parts[parts.count - 1])
      else { continue }
      let owner = parts.dropLast(2)
      // The state of a layer's random numbers.
      if owner.last == "seed_generator" { continue }
      let group = owner.joined(separator: "/")
      places[group, default: Place(key: owner.map(Self.divided), group: group)]
        .weights[index] = try file.tensor(named: path).cast(to: .float32)
    }
    return places.values.sorted { Self.isBefore($0.key, $1.key) }.map(layer)
  }

  private func layer(_ place: Place) -> KerasLayer {
    let kind = place.key.last?.word ?? ""
    let names = Self.weightNames[kind] ?? ["kernel", "bias"]
    var weights: [String: Tensor] = [:]
    for (index, tensor) in place.weights {
      weights[index < names.count ? names[index] : "\(index)"] = tensor
    }
    var name = place.group
    if case .strings(let own)? = file.attribute("name", of: "\(place.group)/vars")?.value {
      name = own.first ?? name
    }
    return KerasLayer(name: name, weights: weights)
  }

  /// `conv2d_12` as `conv2d` and 12: the first of its kind has no number.
  private static func divided(_ part: Substring) -> (word: String, number: Int) {
    guard let mark = part.lastIndex(of: "_"), let number = Int(part[part.index(after: mark)...])
    else { return (String(part), 0) }
    return (String(part[..<mark]), number)
  }

  private static func isBefore(
    _ a: [(word: String, number: Int)], _ b: [(word: String, number: Int)]
  ) -> Bool {
    for (x, y) in zip(a, b) where x != y { return x < y }
    return a.count < b.count
  }
}
