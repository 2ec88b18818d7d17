/// One backward pass over the record of a computation, newest node first.
struct Backward {
  let root: Tensor
  let seed: Tensor?
  let options: BackwardOptions

  /// Runs the pass along the paths to the `wanted` tensors, or to every leaf if `wanted` is nil.
  /// `leafDone` gets each leaf's gradient as it becomes final. Returns the wanted gradients, nil
  /// where the root does not depend on a tensor.
  @discardableResult
  func run(wanted: [Origin]?, leafDone: (LeafID, Gradient) -> Void) -> [Gradient?] {
    guard let origin = root.origin else {
      stop(
        "gradients: nothing was recorded for this tensor (no parameter that is not frozen took part)"
      )
    }
    if seed == nil && root.elementCount != 1 {
      stop("gradients: a loss of shape \(root.shape) is not a scalar; reduce it or give a seed")
    }
    if let seed, seed.shape != root.shape {
      stop("gradients: the seed's shape \(seed.shape) is not the loss's \(root.shape)")
    }
    let ancestry = Ancestry(of: origin.node)
    let useful = wanted.map { ancestry.leading(to: $0.map(\.node)) }
    var arriving = arrivals(ancestry, useful)
    var gradients = [Gradient?](repeating: nil, count: ancestry.outputCount)
    let (asked, unset) = places(of: wanted ?? [], in: ancestry)
    var results = unset
    let start = seed?.detached ?? .ones(root.shape, dtype: root.dtype, on: root.device)
    gradients[origin.output] = .dense(start)

    for (index, node) in ancestry.nodes.enumerated() where useful?[index] ?? true {
      let outputs = ancestry.firstOutput[index]..<ancestry.firstOutput[index] + node.outputs.count
      for place in outputs where asked[place] != nil {
        for result in asked[place] ?? [] { results[result] = gradients[place]?.summed }
      }
      guard let op = node.op else {
        // The root itself is a leaf.
        if index == 0, let id = node.leaf, let gradient = gradients[0] { leafDone(id, gradient) }
        continue
      }
      let edges = ancestry.edges(of: index)
      var incoming: [Tensor?] = []
      incoming.reserveCapacity(outputs.count)
      var hasGradient = false
      for place in outputs {
        let gradient = gradients[place].take()?.tensor
        hasGradient = hasGradient || gradient != nil
        incoming.append(gradient)
      }
      let needs = edges.map { $0.node >= 0 && useful?[$0.node] ?? true }
      var outgoing = hasGradient ? backward(op, node, incoming, needs) : []
      for (input, edge) in edges.enumerated() where needs[input] {
        if input < outgoing.count, let gradient = outgoing[input] {
          outgoing[input] = nil
          gradients[edge.place].add(gradient)
        }
        arriving[edge.node] -= 1
        if arriving[edge.node] == 0, let leaf = ancestry.nodes[edge.node].leaf,
          let sum = gradients[edge.place].take()?.summed
        {
          if asked[edge.place] != nil { gradients[edge.place] = sum }
          leafDone(leaf, sum)
        }
      }
    }
    return results
  }

  private func backward(
    _ op: any Op, _ node: Node, _ incoming: [Tensor?], _ needs: [Bool]
  ) -> [Gradient?] {
    // What a node saved is freed as soon as the pass is done with it.
    let (saved, isConsumed) = options.retainsTape ? node.saved : node.consume()
    if isConsumed {
      stop(
        "gradients: \(OpError(at: node, op.name)): this part of the tape was used by an earlier backward pass "
          + "and freed; ask that pass to keep it: BackwardOptions(retainsTape: true)")
    }
    for saved in saved {
      if let tensor = saved.tensor, tensor.storage.version != saved.version {
        stop(
          "gradients: \(OpError(at: node, op.name)): a tensor of shape \(tensor.shape) was changed in place "
            + "after it was used; run the forward pass again before asking for gradients")
      }
    }
    let pass = BackwardPass(
      backend: node.device.backend, inputs: node.inputs, saved: saved.map(\.tensor),
      gradients: incoming, needs: needs, rules: options.rules)
    return CallPath.at(node.path) {
      Profiler.measure(.backward, op.name.rawValue, node.inputs.map(\.shape), made: { _ in 0 }) {
        (options.rules.isEmpty ? nil : options.rules[op.name])?.backward(pass) ?? op.backward(pass)
      }
    }
  }

  /// For each place of a gradient, the wanted ones that it is.
  private func places(
    of wanted: [Origin], in ancestry: Ancestry
  ) -> (asked: [Int: [Int]], results: [Gradient?]) {
    var asked: [Int: [Int]] = [:]
    if !wanted.isEmpty {
      let positions = Dictionary(
        uniqueKeysWithValues: ancestry.nodes.enumerated().map { (ObjectIdentifier($1), $0) })
      for (index, origin) in wanted.enumerated() {
        guard let position = positions[ObjectIdentifier(origin.node)] else { continue }
        asked[ancestry.firstOutput[position] + origin.output, default: []].append(index)
      }
    }
    return (asked, [Gradient?](repeating: nil, count: wanted.count))
  }

  /// For each node, the number of edges that have yet to deliver a gradient.
  private func arrivals(_ ancestry: Ancestry, _ useful: [Bool]?) -> [Int] {
    var arriving = [Int](repeating: 0, count: ancestry.nodes.count)
    for index in ancestry.nodes.indices where useful?[index] ?? true {
      for edge in ancestry.edges(of: index) where edge.node >= 0 { arriving[edge.node] += 1 }
    }
    return arriving
  }
}

extension OpError {
  fileprivate init(at node: Node, _ op: OpName) {
    self.init(op, "")
    path = node.path
    problem = "backward"
  }
}
