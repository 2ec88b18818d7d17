/// How many passes of expectation maximization a stage makes, and how its mixtures grow meanwhile.
struct MixtureGrowth: Sendable, Hashable {
  let passes: Int
  /// Gaussians at the start and at the end.
  let first: Int
  let last: Int

  /// The first passes and the last ones leave their number as it is.
  private static let (before, after) = (3, 4)

  /// Gaussians after a pass, counted from 0.
  func count(after pass: Int) -> Int {
    let steps = passes - Self.before - Self.after
    let step = min(max(pass - Self.before + 1, 0), steps)
    return steps > 0 ? first + (last - first) * step / steps : first
  }
}
