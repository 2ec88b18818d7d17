/// The sum of each node and everything below it. Inputs: nodes `[L + M, D]`, children int64
/// `[M, 2]` as for `TreeOp`.
public struct TreeSumOp: Op {
  public init() {}

  public var name: OpName { "treeSum" }
  public var inputNames: [String] { ["nodes", "children"] }

  public func outputs(for inputs: [TensorSpec]) throws(OpError) -> [TensorSpec] {
    try requireCount(inputs)
    try requireFloats([inputs[0]], ["nodes"])
    try requireRank(2, inputs[0], "nodes", "[L + M, D]")
    let innerCount = try requireChildren(inputs[1])
    try require(
      innerCount < inputs[0].shape[0],
      "nodes \(inputs[0].shape) has no leaves beside \(innerCount) inner nodes")
    return [inputs[0]]
  }

  public func forward(
    on backend: any Backend, _ inputs: [Tensor], _ context: inout ForwardContext
  ) throws(OpError) -> [Tensor] {
    let (nodes, children) = (inputs[0], inputs[1])
    try requireOrder(children, leafCount: nodes.shape[0] - children.shape[0])
    context.save(children)
    return [backend.treeSum(nodes, children: children, isBackward: false)]
  }

  public func backward(_ pass: BackwardPass) -> [Gradient?] {
    [
      .dense(pass.backend.treeSum(pass.gradient, children: pass.saved(0), isBackward: true)), nil,
    ]
  }
}

/// The sum of each node of binary trees and of everything below it: nodes `[L + M, D]` and children
/// int64 `[M, 2]` as `tree` takes and makes them.
/// PyTorch: no equivalent.
public func treeSum(_ nodes: Tensor, children: Tensor) -> Tensor {
  applyOp(TreeSumOp(), nodes, children)
}
