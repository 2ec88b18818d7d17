/// The inputs of a composition along trees; see `TreeOp`.
public struct TreeInputs: Sendable {
  /// `[L, D]`.
  public var leaves: Tensor
  /// The left and the right child of each inner node, int64 `[M, 2]`.
  public var children: Tensor
  /// `[D, 2D]`.
  public var weight: Tensor
  /// `[D]`.
  public var bias: Tensor
  /// `[D, 2D, 2D]`.
  public var tensor: Tensor?
  /// Whether inner nodes are scaled to length 1.
  public var normalizes: Bool

  public var leafCount: Int { leaves.shape[0] }
  public var innerCount: Int { children.shape[0] }
  /// D.
  public var size: Int { leaves.shape[1] }

  /// The children of every inner node, from the host.
  var pairs: [(left: Int, right: Int)] {
    let list = children.scalars(as: Int64.self)
    return (0..<innerCount).map { (Int(list[2 * $0]), Int(list[2 * $0 + 1])) }
  }
}
