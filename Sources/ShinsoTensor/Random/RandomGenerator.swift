import Synchronization

/// A source of random keys. Its state, which checkpoints store, is two numbers: a seed and the
/// number of keys taken.
public final class RandomGenerator: Sendable {
  private let state: Mutex<RandomKey>

  public init(seed: UInt64) { state = Mutex(RandomKey(seed: seed, counter: 0)) }

  /// The generator that initializers and dropout use by default.
  public static let shared = RandomGenerator(seed: 0)

  public var key: RandomKey {
    get { state.withLock { $0 } }
    set { state.withLock { $0 = newValue } }
  }

  /// A key that has not been used before.
  public func next() -> RandomKey {
    state.withLock { key in
      defer { key.counter += 1 }
      return key
    }
  }
}
