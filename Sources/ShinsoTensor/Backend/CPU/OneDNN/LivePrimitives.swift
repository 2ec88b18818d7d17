import Synchronization

/// The number of oneDNN primitives that exist: what tests of the plan caches look at.
package enum LivePrimitives {
  private static let living = Atomic<Int>(0)

  package static var count: Int { living.load(ordering: .relaxed) }

  static func add(_ number: Int) { living.add(number, ordering: .relaxed) }
}
