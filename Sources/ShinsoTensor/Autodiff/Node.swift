/// One recorded computation, or a leaf (a parameter, a watched tensor).
struct Node: Sendable {
  struct Edge: Sendable {
    let slot: Int
    let output: Int
  }

  /// nil: a leaf.
  let op: (any Op)?
  let leaf: LeafID?
  let path: String
  let device: Device
  /// Rises with every record: inputs have smaller numbers than what was computed from them.
  let sequence: Int
  let edges: [Edge?]
  let inputs: [TensorSpec]
  let outputs: [TensorSpec]
  var saved: [ForwardContext.Saved]
  var isConsumed = false
  /// The handle, plus one for every edge that points here.
  var references = 1
}
