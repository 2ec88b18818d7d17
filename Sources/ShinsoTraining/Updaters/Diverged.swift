/// A loss or a gradient that is not finite. The trainer adds what the user can do about it.
public struct Diverged: Error {
  /// `the loss is nan`
  public let what: String
  /// The layer or parameter that it began with, if it was found.
  public let source: String?
  /// The number of the update, from 1.
  public let iteration: Int

  public init(what: String, source: String?, iteration: Int) {
    self.what = what
    self.source = source
    self.iteration = iteration
  }
}
