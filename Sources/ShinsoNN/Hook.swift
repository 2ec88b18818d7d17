import Synchronization

/// Identifies a hook, so that it can be removed.
public struct Hook: Hashable, Sendable {
  private static let last = Atomic<Int>(0)
  private let number = Hook.last.add(1, ordering: .relaxed).newValue
}
