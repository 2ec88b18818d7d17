/// Values by key, a bounded number of them: the one that was asked for the longest time ago goes first.
struct KeptValues<Key: Hashable, Value> {
  let limit: Int
  /// The one that was asked for last is at the end.
  private var entries: [(key: Key, value: Value)] = []

  init(limit: Int) { self.limit = limit }

  mutating func value(_ key: Key, make: () throws -> Value) rethrows -> Value {
    if let place = entries.firstIndex(where: { $0.key == key }) {
      entries.append(entries.remove(at: place))
      return entries[entries.count - 1].value
    }
    let value = try make()
    entries.append((key, value))
    if entries.count > limit { entries.removeFirst() }
    return value
  }

  mutating func remove(_ key: Key) { entries.removeAll { $0.key == key } }
}
