import CKernels

/// Trees are computed level by level: nodes that follow one another and do not depend on each other
/// are a level, so a forest whose nodes are sorted by height has the fewest.
extension CPUBackend {
  func tree(_ inputs: TreeInputs) -> TreeResult {
    let (leafCount, size) = (inputs.leafCount, inputs.size)
    let nodes = Tensor.uninitialized([leafCount + inputs.innerCount, size], .float32, on: device)
    let lengths =
      inputs.normalizes
      ? Tensor.uninitialized([inputs.innerCount], .float32, on: device) : nil
    let target = nodes.storage.plainMemory.floats
    let known = inputs.leaves.storage.plainMemory
    target.update(from: known.floats, count: leafCount * size)
    let kernel = TreeKernel(inputs, self)
    let pairs = inputs.pairs
    let gathered = allocate(byteCount: inputs.innerCount * 2 * size * 4)
    for level in kernel.levels(of: pairs) {
      kernel.gather(pairs, level, from: target, to: gathered.floats)
      let start = level.lowerBound
      kernel.blocks(of: level) { range, scratch in
        shinso_compose(
          target + (leafCount + start + range.lowerBound) * size,
          lengths.map { $0.storage.plainMemory.floats + start + range.lowerBound },
          gathered.floats + range.lowerBound * 2 * size, range.count, kernel.packed.floats, scratch,
          kernel.sizes)
      }
    }
    withExtendedLifetime((known, gathered)) {}
    return TreeResult(nodes: nodes, lengths: lengths)
  }

  func treeBackward(_ dy: Tensor, _ inputs: TreeInputs, _ result: TreeResult) -> TreeGradients {
    let (leafCount, innerCount, size) = (inputs.leafCount, inputs.innerCount, inputs.size)
    let slopes = dy.copied()
    let slope = slopes.storage.plainMemory.floats
    let nodes = result.nodes.storage.plainMemory
    let lengths = result.lengths?.storage.plainMemory
    let kernel = TreeKernel(inputs, self)
    let pairs = inputs.pairs
    let gathered = allocate(byteCount: innerCount * 2 * size * 4)
    let toChildren = allocate(byteCount: innerCount * 2 * size * 4)
    let before = allocate(byteCount: innerCount * size * 4)
    kernel.gather(pairs, 0..<innerCount, from: nodes.floats, to: gathered.floats)
    for level in kernel.levels(of: pairs).reversed() {
      kernel.blocks(of: level) { range, scratch in
        let start = level.lowerBound + range.lowerBound
        shinso_compose_backward(
          before.floats + start * size, toChildren.floats + start * 2 * size,
          slope + (leafCount + start) * size, nodes.floats + (leafCount + start) * size,
          lengths.map { $0.floats + start }, gathered.floats + start * 2 * size, range.count,
          kernel.packed.floats, scratch, kernel.sizes)
      }
      // One node after the other: two may share a child.
      for node in level {
        let from = toChildren.floats + node * 2 * size
        for (child, part) in [(pairs[node].left, from), (pairs[node].right, from + size)] {
          let to = slope + child * size
          for i in 0..<size { to[i] += part[i] }
        }
      }
    }
    let weight = Tensor.uninitialized(inputs.weight.shape, .float32, on: device)
    let bias = Tensor.uninitialized(inputs.bias.shape, .float32, on: device)
    let tensor = inputs.tensor.map { Tensor.uninitialized($0.shape, .float32, on: device) }
    kernel.weights(
      innerCount, delta: before.floats, x: gathered.floats, weight: weight, bias: bias,
      tensor: tensor)
    withExtendedLifetime((nodes, lengths, gathered, toChildren, before)) {}
    return TreeGradients(
      leaves: slopes.rows(0, leafCount).copied(), weight: weight, bias: bias, tensor: tensor)
  }

  func treeSum(_ x: Tensor, children: Tensor, isBackward: Bool) -> Tensor {
    let y = x.copied()
    let (innerCount, size) = (children.shape[0], x.shape[1])
    let leafCount = x.shape[0] - innerCount
    let values = y.storage.plainMemory.floats
    let list = children.storage.plainMemory
    let child = list.address.assumingMemoryBound(to: Int64.self)
    func visit(_ node: Int) {
      let parent = values + (leafCount + node) * size
      let (left, right) = (
        values + Int(child[2 * node]) * size, values + Int(child[2 * node + 1]) * size
      )
      if isBackward {
        for i in 0..<size { left[i] += parent[i] }
        for i in 0..<size { right[i] += parent[i] }
      } else {
        for i in 0..<size { parent[i] += left[i] + right[i] }
      }
    }
    if isBackward {
      for node in (0..<innerCount).reversed() { visit(node) }
    } else {
      for node in 0..<innerCount { visit(node) }
    }
    withExtendedLifetime(list) {}
    return y
  }
}

/// The weights of a composition as the kernels take them.
private struct TreeKernel {
  let sizes: shinso_composition
  let packed: Memory
  private let leafCount: Int
  private let backend: CPUBackend

  init(_ inputs: TreeInputs, _ backend: CPUBackend) {
    self.backend = backend
    leafCount = inputs.leafCount
    sizes = shinso_composition(
      inputs: 2 * inputs.size, outputs: inputs.size, has_tensor: inputs.tensor == nil ? 0 : 1,
      normalizes: inputs.normalizes ? 1 : 0)
    packed = backend.allocate(byteCount: shinso_composition_packed(sizes) * 4)
    let weights = [inputs.weight, inputs.bias].map(\.storage.plainMemory)
    let tensor = inputs.tensor?.storage.plainMemory
    shinso_composition_pack(
      packed.floats, weights[0].floats, weights[1].floats, tensor?.floats, sizes)
    withExtendedLifetime((weights, tensor)) {}
  }

  /// Inner nodes that follow one another and whose children all come before the first of them.
  func levels(of pairs: [(left: Int, right: Int)]) -> [Range<Int>] {
    var levels: [Range<Int>] = []
    var start = 0
    for (node, pair) in pairs.enumerated()
    where max(pair.left, pair.right) >= leafCount + start {
      levels.append(start..<node)
      start = node
    }
    if start < pairs.count { levels.append(start..<pairs.count) }
    return levels
  }

  /// The children of some inner nodes side by side, `[nodes, 2D]`.
  func gather(
    _ pairs: [(left: Int, right: Int)], _ nodes: Range<Int>,
    from source: UnsafeMutablePointer<Float>, to target: UnsafeMutablePointer<Float>
  ) {
    let size = sizes.outputs
    for (place, node) in nodes.enumerated() {
      let row = target + place * 2 * size
      row.update(from: source + pairs[node].left * size, count: size)
      (row + size).update(from: source + pairs[node].right * size, count: size)
    }
  }

  /// Runs `body` on parts of a level, counted from its start, each with scratch memory.
  func blocks(
    of level: Range<Int>, _ body: (Range<Int>, UnsafeMutablePointer<Float>) -> Void
  ) {
    let work = sizes.inputs * sizes.outputs * (sizes.has_tensor == 0 ? 1 : sizes.inputs / 2)
    Parallel.aligned(level.count, to: 16, cost: work) { range in
      let scratch = backend.allocate(byteCount: shinso_composition_scratch(sizes) * 4)
      body(range, scratch.floats)
      withExtendedLifetime(scratch) {}
    }
  }

  /// The gradients of the weights from those before tanh `[count, D]` and the inputs `[count, 2D]`.
  func weights(
    _ count: Int, delta: UnsafeMutablePointer<Float>, x: UnsafeMutablePointer<Float>,
    weight: Tensor, bias: Tensor, tensor: Tensor?
  ) {
    let targets = [weight, bias].map(\.storage.plainMemory.floats)
    let products = tensor?.storage.plainMemory.floats
    let work = count * sizes.inputs * (tensor == nil ? 1 : sizes.inputs / 2)
    Parallel.ranges(sizes.outputs, cost: work) { range in
      shinso_compose_weights(
        targets[0], targets[1], delta, x, count, range.lowerBound, range.upperBound, sizes)
      guard let products else { return }
      let scratch = backend.allocate(
        byteCount: shinso_compose_tensor_scratch(count, sizes) * 4)
      shinso_compose_tensor(
        products, delta, x, count, range.lowerBound, range.upperBound, scratch.floats, sizes)
      withExtendedLifetime(scratch) {}
    }
  }
}
