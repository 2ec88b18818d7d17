import ShinsoTensor

/// One layer in a summary.
public struct LayerSummary: Sendable {
  public let name: String
  public let kind: String
  public let output: Shape
  /// The number of parameters of this layer, without its parts.
  public let parameters: Int
  public let multiplyAdds: Int
}
