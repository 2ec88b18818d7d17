import Foundation

extension ReferenceBackend {
  func tree(_ inputs: TreeInputs) -> TreeResult {
    let size = inputs.size
    let (weight, bias) = (doubles(inputs.weight), doubles(inputs.bias))
    let tensor = inputs.tensor.map(doubles)
    var nodes = doubles(inputs.leaves)
    var lengths: [Double] = []
    for pair in inputs.pairs {
      let x = children(pair, of: nodes, size)
      var y = (0..<size).map { k -> Double in
        var sum = bias[k]
        for (i, value) in x.enumerated() {
          sum += weight[k * 2 * size + i] * value
          guard let tensor else { continue }
          let row = (k * 2 * size + i) * 2 * size
          for (j, other) in x.enumerated() { sum += value * tensor[row + j] * other }
        }
        return tanh(sum)
      }
      if inputs.normalizes {
        lengths.append(y.reduce(0) { $0 + $1 * $1 }.squareRoot() + 1e-12)
        y = y.map { $0 / lengths[lengths.count - 1] }
      }
      nodes += y
    }
    let dtype = inputs.leaves.dtype
    return TreeResult(
      nodes: self.tensor(nodes, [inputs.leafCount + inputs.innerCount, size], dtype),
      lengths: inputs.normalizes ? self.tensor(lengths, [inputs.innerCount], dtype) : nil)
  }

  func treeBackward(_ dy: Tensor, _ inputs: TreeInputs, _ result: TreeResult) -> TreeGradients {
    let (size, leafCount) = (inputs.size, inputs.leafCount)
    let weight = doubles(inputs.weight)
    let tensor = inputs.tensor.map(doubles)
    let nodes = doubles(result.nodes)
    let lengths = result.lengths.map(doubles)
    var slopes = doubles(dy)
    var dweight = [Double](repeating: 0, count: weight.count)
    var dbias = [Double](repeating: 0, count: size)
    var dtensor = [Double](repeating: 0, count: tensor?.count ?? 0)
    for (node, pair) in inputs.pairs.enumerated().reversed() {
      let x = children(pair, of: nodes, size)
      let own = (leafCount + node) * size..<(leafCount + node + 1) * size
      let (y, slope) = (Array(nodes[own]), Array(slopes[own]))
      let length = lengths?[node] ?? 1
      let along = lengths == nil ? 0 : zip(y, slope).reduce(0) { $0 + $1.0 * $1.1 }
      for k in 0..<size {
        let t = y[k] * length
        let delta = (slope[k] - y[k] * along) / length * (1 - t * t)
        dbias[k] += delta
        for i in 0..<2 * size {
          let target = (i < size ? pair.left : pair.right) * size + i % size
          dweight[k * 2 * size + i] += delta * x[i]
          slopes[target] += delta * weight[k * 2 * size + i]
          guard let tensor else { continue }
          for j in 0..<2 * size {
            let (here, there) = (
              (k * 2 * size + i) * 2 * size + j, (k * 2 * size + j) * 2 * size + i
            )
            dtensor[here] += delta * x[i] * x[j]
            slopes[target] += delta * (tensor[here] + tensor[there]) * x[j]
          }
        }
      }
    }
    let dtype = inputs.leaves.dtype
    return TreeGradients(
      leaves: self.tensor(Array(slopes[..<(leafCount * size)]), inputs.leaves.shape, dtype),
      weight: self.tensor(dweight, inputs.weight.shape, dtype),
      bias: self.tensor(dbias, inputs.bias.shape, dtype),
      tensor: inputs.tensor.map { self.tensor(dtensor, $0.shape, dtype) })
  }

  private func children(
    _ pair: (left: Int, right: Int), of nodes: [Double], _ size: Int
  ) -> [Double] {
    [pair.left, pair.right].flatMap { nodes[$0 * size..<($0 + 1) * size] }
  }

  func treeSum(_ x: Tensor, children: Tensor, isBackward: Bool) -> Tensor {
    var values = doubles(x)
    let list = children.scalars(as: Int64.self).map(Int.init)
    let (count, size) = (children.shape[0], x.shape[1])
    let leafCount = x.shape[0] - count
    let nodes = isBackward ? Array((0..<count).reversed()) : Array(0..<count)
    for node in nodes {
      for child in list[2 * node..<2 * node + 2] {
        for i in 0..<size {
          let (upper, lower) = ((leafCount + node) * size + i, child * size + i)
          if isBackward { values[lower] += values[upper] } else { values[upper] += values[lower] }
        }
      }
    }
    return tensor(values, x.shape, x.dtype)
  }
}
