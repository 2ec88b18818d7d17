/// The nodes of binary trees, composed from the leaves upward, all trees of a batch in one call:
///
///     x = [left child; right child]
///     node = tanh(weight · x + bias)                      or, with a tensor,
///     node = tanh(xᵀ · tensor[k] · x + weight · x + bias)
///
/// Inputs: leaves `[L, D]`, children int64 `[M, 2]`, weight `[D, 2D]`, bias `[D]`, tensor
/// `[D, 2D, 2D]` if there is one. Inner node m is node L + m; its children have lower numbers, and the
/// fewer of its neighbors depend on each other, the faster it goes: sort by height. Output: all nodes
/// `[L + M, D]`, the leaves as they are.
///
/// Recursive network: Socher et al., ICML 2011. Tensor: Socher et al., EMNLP 2013, equations 1 and 2.
public struct TreeOp: Op {
  /// Whether inner nodes are divided by their length, as in recursive autoencoders.
  public var normalizes: Bool

  public init(normalizes: Bool = false) { self.normalizes = normalizes }

  public var name: OpName { "tree" }
  public var inputNames: [String] { ["leaves", "children", "weight", "bias", "tensor"] }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireCount(inputs, optional: 1)
    let floats = inputs.indices.filter { $0 != 1 }
    try requireFloats(floats.map { inputs[$0] }, floats.map { inputNames[$0] })
    try requireRank(2, inputs[0], "leaves", "[L, D]")
    let (leafCount, size) = (inputs[0].shape[0], inputs[0].shape[1])
    let innerCount = try requireChildren(inputs[1])
    try requireShape([size, 2 * size], inputs[2], "weight", "pairs of nodes of \(size)")
    try requireShape([size], inputs[3], "bias", "nodes of \(size)")
    if inputs.count > 4 {
      try requireShape(
        [size, 2 * size, 2 * size], inputs[4], "tensor", "pairs of nodes of \(size)")
    }
    return [TensorSpec(shape: [leafCount + innerCount, size], dtype: inputs[0].dtype)]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) throws(OpError) -> [Tensor] {
    try requireOrder(inputs[1], leafCount: inputs[0].shape[0])
    let result = backend.tree(treeInputs(inputs))
    context.save(inputs[0], inputs[1], inputs[2], inputs[3], inputs.count > 4 ? inputs[4] : nil)
    context.save(result.nodes, result.lengths)
    return [result.nodes]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    let inputs = (0..<5).compactMap { pass.saved[$0] }
    let found = pass.backend.treeBackward(
      pass.gradient, treeInputs(inputs),
      TreeResult(nodes: pass.saved(5), lengths: pass.saved[6]))
    return [.dense(found.leaves), nil, .dense(found.weight), .dense(found.bias)]
      + (found.tensor.map { [.dense($0)] } ?? [])
  }

  private func treeInputs(_ inputs: [Tensor]) -> TreeInputs {
    TreeInputs(
      leaves: inputs[0], children: inputs[1], weight: inputs[2], bias: inputs[3],
      tensor: inputs.count > 4 ? inputs[4] : nil, normalizes: normalizes)
  }
}

/// The nodes `[L + M, D]` of binary trees from their leaves `[L, D]`; children is int64 `[M, 2]`.
/// Inner node L + m is `tanh(xᵀ · tensor · x + weight · x + bias)` of its children side by side,
/// `x = [left; right]`. weight is `[D, 2D]`, bias `[D]`, tensor `[D, 2D, 2D]` or nil. Children have
/// lower numbers than their parents; forests sorted by height are fastest.
/// PyTorch: no equivalent.
///
/// - Parameter normalizes: whether inner nodes are divided by their length.
public func tree(
  leaves: Tensor, children: Tensor, weight: Tensor, bias: Tensor, tensor: Tensor? = nil,
  normalizes: Bool = false
) -> Tensor {
  applyOp(
    TreeOp(normalizes: normalizes),
    [leaves, children, weight, bias] + (tensor.map { [$0] } ?? []))[0]
}

extension Op {
  /// Checks children int64 `[M, 2]`; returns M.
  func requireChildren(_ children: TensorSpec) throws(OpError) -> Int {
    try require(
      children.dtype == .int64 && children.shape.rank == 2 && children.shape[1] == 2,
      "children \(children.shape) is \(children.dtype.rawValue), expected int64 [M, 2]")
    return children.shape[0]
  }

  /// Checks that the children of each inner node come before it.
  func requireOrder(_ children: Tensor, leafCount: Int) throws(OpError) {
    let list = children.scalars(as: Int64.self)
    for (place, child) in list.enumerated() {
      let node = leafCount + place / 2
      try require(
        child >= 0 && child < node,
        "children[\(place / 2)] has \(child): node \(node) needs children from 0 to \(node - 1)")
    }
  }
}
