/// One recorded computation, or a leaf (a parameter, a watched tensor).
struct Node: Sendable {
  struct Edge: Sendable {
    let slot: Int
    let output: Int
  }

  /// nil for a leaf.
  let op: (any Op)?
  let leaf: LeafID?
  let path: String
  let device: Device
  /// Increases with every recorded node, so that inputs have smaller numbers than results.
  let sequence: Int
  let edges: [Edge?]
  let inputs: [TensorSpec]
  let outputs: [TensorSpec]
  var saved: [ForwardContext.Saved]
  var isConsumed = false
  /// One for the handle, plus one for each edge that points here.
  var references = 1
}
