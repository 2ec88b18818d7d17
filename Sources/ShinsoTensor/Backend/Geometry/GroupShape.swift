/// How group norm sees a tensor: `[rows, channels, spatial]`; row r is group `r % groups`.
public struct GroupShape: Sendable, Hashable {
  public var groups: Int
  /// In one group.
  public var channels: Int
  public var spatial: Int

  public var rowLength: Int { channels * spatial }
}
