/// The shape in which group norm sees a tensor: `[rows, channels, spatial]`. Row r belongs to group
/// `r % groups`.
public struct GroupShape: Sendable, Hashable {
  public var groups: Int
  /// The number of channels in one group.
  public var channels: Int
  public var spatial: Int

  public var rowLength: Int { channels * spatial }
}
