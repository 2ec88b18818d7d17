/// A layout that a backend prefers to plain row-major order: blocked channels, packed weights.
/// Only the backend that made it can read it.
package protocol OpaqueLayout: Sendable {
  /// An entry's size in bytes along the first axis of a tensor of `shape`, and the layout of `count`
  /// of them; nil where an entry's elements do not lie together.
  func entries(_ count: Int, of shape: Shape) -> (size: Int, layout: any OpaqueLayout)?
}
