public struct TreeGradients: Sendable {
  public var leaves: Tensor
  public var weight: Tensor
  public var bias: Tensor
  public var tensor: Tensor?
}
