/// The position in a stream of random numbers where a call starts. Element i of the call depends
/// only on the key and i, not on the number of threads (Philox4x32-10, Salmon et al., SC 2011).
public struct RandomKey: Sendable, Hashable {
  public var seed: UInt64
  public var counter: UInt64

  public init(seed: UInt64, counter: UInt64) {
    self.seed = seed
    self.counter = counter
  }

  /// Stands where no number is drawn: in ops of a graph, which gives each pass keys of its own.
  public static let unused = RandomKey(seed: 0, counter: 0)
}
