import Synchronization

/// Where in a stream of random numbers one call starts. Element i of the call depends on the key
/// and i alone, on any number of threads (Philox4x32-10, Salmon et al., SC 2011).
public struct RandomKey: Sendable, Hashable {
  public var seed: UInt64
  public var counter: UInt64

  public init(seed: UInt64, counter: UInt64) {
    self.seed = seed
    self.counter = counter
  }
}

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

/// SplitMix64 (Steele, Lea & Flood, OOPSLA 2014): small, seeded, the same everywhere. For shuffles
/// and augmentation on the host.
public struct SplitMix64: RandomNumberGenerator, Sendable, Hashable, Codable {
  public private(set) var state: UInt64

  public init(seed: UInt64) { state = seed }

  /// A stream of its own for each combination of numbers: `SplitMix64(seed, epoch, index)`.
  public init(_ parts: UInt64...) {
    state = 0
    for part in parts {
      state ^= part
      state = next()
    }
  }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
