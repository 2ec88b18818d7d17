/// In which order the samples come.
public enum Shuffle: Sendable, Hashable {
  /// As they lie, in every epoch.
  case none
  /// Another random order in each epoch, which the seed settles.
  case seed(UInt64)
  /// As many samples of every class, in an order as with `seed`: samples of a small class come
  /// several times in an epoch, some of a large class do not come. Labeled samples only.
  case balanced(seed: UInt64)

  var seed: UInt64 {
    switch self {
    case .none: 0
    case .seed(let seed), .balanced(let seed): seed
    }
  }
}
