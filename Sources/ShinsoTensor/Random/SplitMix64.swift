/// SplitMix64 (Steele, Lea & Flood, OOPSLA 2014), a small seeded generator that gives the same
/// numbers on all platforms. Used for shuffling and augmentation on the host.
public struct SplitMix64: RandomNumberGenerator, Sendable, Hashable, Codable {
  public private(set) var state: UInt64

  public init(seed: UInt64) { state = seed }

  /// A separate stream for each combination of numbers: `SplitMix64(seed, epoch, index)`.
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
