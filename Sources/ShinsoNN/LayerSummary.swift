import ShinsoTensor

/// One line of a summary.
public struct LayerSummary: Sendable {
  public let name: String
  public let kind: String
  public let output: Shape
  /// Parameters of this layer alone.
  public let parameters: Int
  public let multiplyAdds: Int
}
