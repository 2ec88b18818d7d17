import Synchronization

/// The record of what was computed, in an indexed arena. A node lives as long as a tensor that it
/// made, or a node that used one, lives; nodes are released by a loop, never by recursion, so a
/// chain may be as long as memory allows.
package final class Tape: Sendable {
  package static let shared = Tape()

  private struct Arena {
    var nodes: [Node?] = []
    var free: [Int] = []
    var sequence = 0

    mutating func add(_ make: (Int) -> Node) -> Int {
      sequence += 1
      let node = make(sequence)
      if let slot = free.popLast() {
        nodes[slot] = node
        return slot
      }
      nodes.append(node)
      return nodes.count - 1
    }
  }

  private let arena = Mutex(Arena())

  /// The number of live nodes.
  package var count: Int { arena.withLock { $0.nodes.count - $0.free.count } }

  func record(
    _ op: any Op, inputs: [Tensor], outputs: [Tensor], context: ForwardContext
  ) -> NodeHandle {
    let edges = inputs.map { input in
      input.origin.map { Node.Edge(slot: $0.handle.slot, output: $0.output) }
    }
    let path = CallPath.current
    let slot = arena.withLock { arena in
      for edge in edges { if let edge { arena.nodes[edge.slot]?.references += 1 } }
      return arena.add { sequence in
        Node(
          op: op, leaf: nil, path: path, device: inputs[0].device, sequence: sequence,
          edges: edges, inputs: inputs.map(\.spec), outputs: outputs.map(\.spec),
          saved: context.saved)
      }
    }
    return NodeHandle(slot: slot)
  }

  func leaf(_ id: LeafID, _ spec: TensorSpec, on device: Device) -> NodeHandle {
    let slot = arena.withLock { arena in
      arena.add { sequence in
        Node(
          op: nil, leaf: id, path: CallPath.current, device: device, sequence: sequence,
          edges: [], inputs: [], outputs: [spec], saved: [])
      }
    }
    return NodeHandle(slot: slot)
  }

  func release(_ slot: Int) {
    // Destroy the contents of the dropped nodes only after the lock has been released.
    let dropped = arena.withLock { arena in
      var dropped: [Node] = []
      var pending = [slot]
      while let slot = pending.popLast() {
        guard var node = arena.nodes[slot] else { continue }
        node.references -= 1
        if node.references > 0 {
          arena.nodes[slot] = node
          continue
        }
        arena.nodes[slot] = nil
        arena.free.append(slot)
        for edge in node.edges { if let edge { pending.append(edge.slot) } }
        dropped.append(node)
      }
      return dropped
    }
    withExtendedLifetime(dropped) {}
  }

  /// `slot` and everything that it was computed from, newest first.
  func ancestry(of slot: Int) -> [(slot: Int, node: Node)] {
    arena.withLock { arena in
      var seen: Set<Int> = [slot]
      var pending = [slot]
      var found: [(slot: Int, node: Node)] = []
      while let slot = pending.popLast() {
        guard let node = arena.nodes[slot] else { continue }
        found.append((slot, node))
        for edge in node.edges {
          if let edge, seen.insert(edge.slot).inserted { pending.append(edge.slot) }
        }
      }
      return found.sorted { $0.node.sequence > $1.node.sequence }
    }
  }

  /// Frees what a node saved for its backward pass, which has run.
  func consume(_ slot: Int) {
    let saved = arena.withLock { arena -> [ForwardContext.Saved] in
      let saved = arena.nodes[slot]?.saved ?? []
      arena.nodes[slot]?.saved = []
      arena.nodes[slot]?.isConsumed = true
      return saved
    }
    withExtendedLifetime(saved) {}
  }
}
