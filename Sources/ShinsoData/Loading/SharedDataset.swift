import ShinsoTensor

/// A dataset whose samples cannot be dealt out one by one, as those of a text that is read on and on.
public protocol SharedDataset: Dataset {
  /// The part of a rank; nil if the samples may be dealt out after all.
  ///
  /// - Parameter divided: whether what is in a batch is divided among the ranks.
  /// - Throws: `InputError` if it cannot be.
  func part(_ rank: Int, of ranks: Int, divided: Bool) throws -> Self?
}
