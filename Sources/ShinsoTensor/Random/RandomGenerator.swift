import Synchronization

/// A source of random keys: a seed and how many were taken. Its state is two numbers, which a
/// checkpoint stores.
public final class RandomGenerator: Sendable {
  private let state: Mutex<RandomKey>

  public init(seed: UInt64) { state = Mutex(RandomKey(seed: seed, counter: 0)) }

  /// What initializers and dropout draw from unless told otherwise.
  public static let shared = RandomGenerator(seed: 0)

  public var key: RandomKey {
    get { state.withLock { $0 } }
    set { state.withLock { $0 = newValue } }
  }

  /// A key that was not handed out before.
  public func next() -> RandomKey {
    state.withLock { key in
      defer { key.counter += 1 }
      return key
    }
  }
}
