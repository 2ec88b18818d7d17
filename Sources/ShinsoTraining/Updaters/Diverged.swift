/// A loss or a gradient that is not finite. The trainer adds what the user can do about it.
public struct Diverged: Error {
  /// `the loss is nan`
  public let what: String
  /// The layer or parameter that it began with, if it was found.
  public let source: String?

  public init(what: String, source: String?) {
    self.what = what
    self.source = source
  }
}
