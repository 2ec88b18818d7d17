import Synchronization

/// Identifies a parameter or a watched tensor among the gradients.
package struct LeafID: Sendable, Hashable {
  private static let last = Atomic<Int>(0)
  let value: Int
  package init() { value = LeafID.last.add(1, ordering: .relaxed).newValue }
}
