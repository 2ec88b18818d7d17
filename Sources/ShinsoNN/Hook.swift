import Synchronization

/// Names a hook, for removing it.
public struct Hook: Hashable, Sendable {
  private static let last = Atomic<Int>(0)
  private let number = Hook.last.add(1, ordering: .relaxed).newValue
}
