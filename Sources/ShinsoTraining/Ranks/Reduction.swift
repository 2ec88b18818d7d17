/// How the gradients of the ranks become one.
public enum Reduction: String, Sendable, CaseIterable, Codable {
  /// Summed in the order of the ranks: the same bits in every run of as many ranks.
  case ordered
  /// Summed as MPI likes, which may depend on timing.
  case fast
  /// Not summed: each rank changes the parameters that all share as soon as it can, and nobody waits.
  case asynchronous
}
