import ShinsoTensor

extension CaffeNet {
  /// What a file of weights holds beyond what a net takes.
  public struct Remainder: Sendable, Hashable {
    /// Layers on side branches, such as a training's second and third classifier, or beyond the
    /// net's end: nothing in the net depends on them.
    public var sideBranches: [String] = []
    /// Layers that the net's own layers depended on when the weights were trained.
    public var unexpected: [String] = []
  }

  /// This net with the blobs of the layers of the same names in `weights`, and which of its layers
  /// with blobs have no place here.
  public func takingBlobs(of weights: CaffeNet) -> (net: CaffeNet, rest: Remainder) {
    let blobs = Dictionary(
      weights.layers.filter { !$0.blobs.isEmpty }.map { ($0.name, $0.blobs) },
      uniquingKeysWith: { $1 })
    var net = self
    for index in net.layers.indices {
      if let found = blobs[layers[index].name] { net.layers[index].blobs = found }
    }
    let names = Set(layers.map(\.name))
    let needed = weights.layersNeeded(by: names)
    var rest = Remainder()
    for layer in weights.layers where !layer.blobs.isEmpty && !names.contains(layer.name) {
      if needed.contains(layer.name) {
        rest.unexpected.append(layer.name)
      } else {
        rest.sideBranches.append(layer.name)
      }
    }
    return (net, rest)
  }

  /// The layers with these names and all those whose tops reach them.
  private func layersNeeded(by names: Set<String>) -> Set<String> {
    // Which layer made each bottom. A layer that works in place makes its bottom anew.
    var makers: [String: Int] = [:]
    var sources: [[Int]] = []
    for (index, layer) in layers.enumerated() {
      sources.append(layer.bottoms.compactMap { makers[$0] })
      for top in layer.tops { makers[top] = index }
    }
    var isNeeded = layers.map { names.contains($0.name) }
    for index in layers.indices.reversed() where isNeeded[index] {
      for source in sources[index] { isNeeded[source] = true }
    }
    return Set(layers.indices.filter { isNeeded[$0] }.map { layers[$0].name })
  }
}
