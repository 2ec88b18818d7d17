/// A loss or a gradient is not finite. The trainer adds advice for the user.
public struct Diverged: Error {
  /// `the loss is nan`
  public let what: String
  /// The layer or parameter where it started, if that was found.
  public let source: String?

  public init(what: String, source: String?) {
    self.what = what
    self.source = source
  }
}
