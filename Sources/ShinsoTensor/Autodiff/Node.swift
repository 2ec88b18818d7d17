import Synchronization

/// One recorded computation, or a leaf (a parameter, a watched tensor). It lives as long as a tensor
/// that it made, or a node that used one, lives.
package final class Node: Sendable {
  struct Edge: Sendable {
    let node: Node
    let output: Int
  }

  /// nil for a leaf.
  let op: (any Op)?
  let leaf: LeafID?
  let path: String
  let device: Device
  /// Increases with every recorded node, so that inputs have smaller numbers than results.
  let sequence: Int
  /// What the inputs came from; nil where nothing was recorded. Changes only as the node dies.
  nonisolated(unsafe) private(set) var edges: [Edge?]
  let inputs: [TensorSpec]
  let outputs: [TensorSpec]
  private let state: Mutex<State>
  /// For `Ancestry`, under its lock.
  nonisolated(unsafe) var mark = 0
  nonisolated(unsafe) var position = 0

  private struct State {
    var saved: [ForwardContext.Saved]
    var isConsumed = false
  }

  private static let last = Atomic<Int>(0)
  private static let live = Atomic<Int>(0)

  /// The number of live nodes.
  package static var count: Int { live.load(ordering: .relaxed) }

  init(
    _ op: any Op, inputs: [Tensor], _ specs: [TensorSpec], outputs: [TensorSpec],
    saved: [ForwardContext.Saved]
  ) {
    self.op = op
    leaf = nil
    path = CallPath.current
    device = inputs[0].device
    sequence = Self.last.add(1, ordering: .relaxed).newValue
    edges = inputs.map { input in input.origin.map { Edge(node: $0.node, output: $0.output) } }
    self.inputs = specs
    self.outputs = outputs
    state = Mutex(State(saved: saved))
    Self.live.add(1, ordering: .relaxed)
  }

  init(leaf: LeafID, _ spec: TensorSpec, on device: Device) {
    op = nil
    self.leaf = leaf
    path = CallPath.current
    self.device = device
    sequence = Self.last.add(1, ordering: .relaxed).newValue
    edges = []
    inputs = []
    outputs = [spec]
    state = Mutex(State(saved: []))
    Self.live.add(1, ordering: .relaxed)
  }

  deinit {
    Self.live.subtract(1, ordering: .relaxed)
    // By a loop, never by recursion: a chain may be as long as memory allows.
    var dying: [Node] = []
    dropEdges(&dying)
    while var node = dying.popLast() {
      if isKnownUniquelyReferenced(&node) { node.dropEdges(&dying) }
    }
  }

  /// Moves the nodes that lead on to others into the list.
  private func dropEdges(_ list: inout [Node]) {
    let old = edges
    edges = []
    for edge in old { if let node = edge?.node, !node.edges.isEmpty { list.append(node) } }
  }

  /// What was saved for the backward pass, and whether that has run and freed it.
  var saved: (tensors: [ForwardContext.Saved], isConsumed: Bool) {
    state.withLock { ($0.saved, $0.isConsumed) }
  }

  /// As `saved`, which is free from now on.
  func consume() -> (tensors: [ForwardContext.Saved], isConsumed: Bool) {
    state.withLock { state in
      let old = (state.saved, state.isConsumed)
      state.saved = []
      state.isConsumed = true
      return old
    }
  }
}
