import Synchronization

/// Whatever was made for a kind of call, by everything that it depends on: creating a primitive
/// takes up to milliseconds, finding one a fraction of a microsecond.
///
/// Shapes may change for ever, so it keeps `capacity` plans at most, those used last: a generation
/// of new ones and one of older ones. A plan that is used again moves to the new generation; when
/// that has its half of the capacity, it becomes the older one, and what that held goes.
final class PlanCache<Key: Hashable & Sendable, Plan: Sendable>: Sendable {
  private struct Generations {
    var new: [Key: Plan] = [:]
    var older: [Key: Plan] = [:]
  }

  private let half: Int
  private let generations = Mutex(Generations())

  init(capacity: Int = 1024) { half = capacity / 2 }

  func plan(_ key: Key, make: () -> Plan) -> Plan {
    let (known, isNew) = generations.withLock { generations -> (Plan?, Bool) in
      if let plan = generations.new[key] { return (plan, true) }
      return (generations.older.removeValue(forKey: key), false)
    }
    if let known, isNew { return known }
    let plan = known ?? make()
    // What goes is destroyed after the lock is open again.
    let dropped = generations.withLock { generations -> [Key: Plan] in
      generations.new[key] = plan
      if generations.new.count < half { return [:] }
      let dropped = generations.older
      generations.older = generations.new
      generations.new = [:]
      return dropped
    }
    withExtendedLifetime(dropped) {}
    return plan
  }
}
