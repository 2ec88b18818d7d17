/// One backward pass over the tape, newest node first.
struct Backward {
  struct Target: Hashable {
    let slot: Int
    let output: Int
  }

  let root: Tensor
  let seed: Tensor?
  let options: BackwardOptions

  /// Runs the pass along the paths to the `wanted` tensors, or to every leaf if `wanted` is nil.
  /// `leafDone` gets each leaf's gradient as it becomes final. Returns the wanted gradients.
  @discardableResult
  func run(wanted: [Target]?, leafDone: (LeafID, Gradient) -> Void) -> [Target: Gradient] {
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
    var order = Tape.shared.ancestry(of: origin.handle.slot)
    let useful = usefulSlots(order, wanted)
    var arriving = arrivals(order, useful)
    var gradients: [Target: Gradient] = [:]
    var results: [Target: Gradient] = [:]
    let start = seed?.detached ?? .ones(root.shape, dtype: root.dtype, on: root.device)
    gradients[Target(slot: origin.handle.slot, output: origin.output)] = .dense(start)
    let asked = Set(wanted ?? [])

    for index in order.indices where useful.contains(order[index].slot) {
      let (slot, node) = order[index]
      // Free what a node saved as soon as the pass is done with it.
      order[index].node.saved = []
      let targets = node.outputs.indices.map { Target(slot: slot, output: $0) }
      for target in targets where asked.contains(target) { results[target] = gradients[target] }
      guard let op = node.op else {
        // The root itself is a leaf.
        if node.edges.isEmpty, let gradient = gradients.removeValue(forKey: targets[0]),
          let id = node.leaf, slot == origin.handle.slot
        {
          leafDone(id, gradient)
        }
        continue
      }
      let incoming = targets.map { gradients.removeValue(forKey: $0)?.tensor }
      let outgoing =
        incoming.contains { $0 != nil } ? backward(op, node, slot, incoming, useful) : []
      for (input, edge) in node.edges.enumerated() {
        guard let edge, useful.contains(edge.slot) else { continue }
        let target = Target(slot: edge.slot, output: edge.output)
        if input < outgoing.count, let gradient = outgoing[input] {
          gradients[target] = gradients[target].map { $0 + gradient } ?? gradient
        }
        arriving[edge.slot, default: (0, nil)].count -= 1
        if let entry = arriving[edge.slot], entry.count == 0, let leaf = entry.leaf,
          let gradient = gradients[target]
        {
          if !asked.contains(target) { gradients[target] = nil }
          leafDone(leaf, gradient)
        }
      }
    }
    return results
  }

  private func backward(
    _ op: any Op, _ node: Node, _ slot: Int, _ incoming: [Tensor?], _ useful: Set<Int>
  ) -> [Gradient?] {
    if node.isConsumed {
      stop(
        "gradients: \(OpError(at: node, op.name)): this part of the tape was used by an earlier backward pass "
          + "and freed; ask that pass to keep it: BackwardOptions(retainsTape: true)")
    }
    for saved in node.saved {
      if let tensor = saved.tensor, tensor.storage.version != saved.version {
        stop(
          "gradients: \(OpError(at: node, op.name)): a tensor of shape \(tensor.shape) was changed in place "
            + "after it was used; run the forward pass again before asking for gradients")
      }
    }
    let pass = BackwardPass(
      backend: node.device.backend, inputs: node.inputs, saved: node.saved.map(\.tensor),
      gradients: incoming, needs: node.edges.map { $0.map { useful.contains($0.slot) } ?? false },
      rules: options.rules)
    let result = CallPath.$current.withValue(node.path) {
      Profiler.measure(.backward, op.name.rawValue, node.inputs.map(\.shape), made: { _ in 0 }) {
        options.rules[op.name]?.backward(pass) ?? op.backward(pass)
      }
    }
    if !options.retainsTape { Tape.shared.consume(slot) }
    return result
  }

  /// The nodes on a path from the root to a wanted tensor.
  private func usefulSlots(_ order: [(slot: Int, node: Node)], _ wanted: [Target]?) -> Set<Int> {
    guard let wanted else { return Set(order.map(\.slot)) }
    var useful = Set(wanted.map(\.slot))
    for (slot, node) in order.reversed()
    where node.edges.contains(where: { $0.map { useful.contains($0.slot) } ?? false }) {
      useful.insert(slot)
    }
    return useful
  }

  /// For each leaf, the number of edges that have yet to deliver a gradient.
  private func arrivals(
    _ order: [(slot: Int, node: Node)], _ useful: Set<Int>
  ) -> [Int: (count: Int, leaf: LeafID?)] {
    var arriving: [Int: (count: Int, leaf: LeafID?)] = [:]
    for (slot, node) in order where useful.contains(slot) {
      arriving[slot, default: (0, nil)].leaf = node.leaf
      for edge in node.edges {
        if let edge { arriving[edge.slot, default: (0, nil)].count += 1 }
      }
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
