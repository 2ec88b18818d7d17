/// The order of the samples.
public enum Shuffle: Sendable, Hashable {
  /// The order of the dataset, in every epoch.
  case none
  /// A new random order in each epoch, determined by the seed.
  case seed(UInt64)
  /// The same number of samples from every class, in a random order as with `seed`. Samples of a
  /// small class occur several times in an epoch, and some of a large class do not occur. Only for
  /// labeled samples.
  case balanced(seed: UInt64)

  var seed: UInt64 {
    switch self {
    case .none: 0
    case .seed(let seed), .balanced(let seed): seed
    }
  }
}
